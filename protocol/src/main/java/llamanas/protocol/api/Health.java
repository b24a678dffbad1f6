package llamanas.protocol.api;

/**
 * Body of {@code GET /api/health}.
 *
 * @param status {@code up}; a coordinator that can't write its journal answers 503 and why
 * @param version version and commit of llama-nas
 */
public record Health(String status, String version) {}
