package llamanas.protocol.api;

import java.util.Map;

/**
 * Body of {@code POST /api/searches/ID/reference}.
 *
 * @param reference where the hypervolume ends, by objective, in the metric's own unit; empty for the usual end
 */
public record ReferenceRequest(Map<String, Double> reference) {}
