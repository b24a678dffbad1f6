package llamanas.protocol.api;

import llamanas.protocol.InvalidInputException;

/**
 * Body of {@code POST /api/searches/ID/extend}.
 *
 * @param request 1 to 64 characters of the caller's choice: a request that is sent twice counts once
 * @param evaluations how many more
 */
public record ExtendRequest(String request, int evaluations) {
    private static final int LONGEST = 64;

    public ExtendRequest {
        if (request != null && (request.isBlank() || request.length() > LONGEST)) {
            throw new InvalidInputException("request: found '" + request + "', expected 1 to " + LONGEST
                    + " characters that name this request");
        }
    }
}
