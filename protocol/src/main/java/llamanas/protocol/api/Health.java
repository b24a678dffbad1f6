package llamanas.protocol.api;

/**
 * Body of {@code GET /api/health}.
 *
 * @param status {@code up}; a coordinator that can't answer does not answer
 * @param version version and commit of llama-nas
 */
public record Health(String status, String version) {}
