package llamanas.engine.app;

import llamanas.protocol.InvalidInputException;

/** What flags of commands may be. */
final class Flags {
    private Flags() {}

    /** @throws InvalidInputException where it is below 1 */
    static void positive(String flag, int value) {
        if (value < 1) {
            throw new InvalidInputException(flag + " " + value + " is too small; expected at least 1");
        }
    }

    /**
     * Refuses what does not hold.
     *
     * @param found the flag with its value
     * @throws InvalidInputException where it does not hold
     */
    static void refuseUnless(boolean holds, String found, String expected) {
        if (!holds) {
            throw new InvalidInputException(found + " can't be; expected " + expected);
        }
    }
}
