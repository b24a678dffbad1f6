package llamanas.protocol.api;

/** Body of every HTTP answer that is not a success: one clear message for a person. */
public record ErrorBody(String error) {}
