package llamanas.workers.train;

/**
 * A text to train on.
 *
 * @param prompt what the model is given; empty for plain text, which it has to predict from the first word on
 * @param answer what it has to predict
 */
record Example(String prompt, String answer) {
    private static final String WITH_INPUT =
            """
            Below is an instruction that describes a task, paired with an input that provides further context. \
            Write a response that appropriately completes the request.

            ### Instruction:
            %s

            ### Input:
            %s

            ### Response:""";

    private static final String WITHOUT_INPUT =
            """
            Below is an instruction that describes a task. \
            Write a response that appropriately completes the request.

            ### Instruction:
            %s

            ### Response:""";

    static Example text(String text) {
        return new Example("", text);
    }

    /** With the prompts of Stanford Alpaca's {@code train.py}; an empty input is none. */
    static Example instruction(String instruction, String input, String output) {
        String prompt =
                input.isBlank() ? WITHOUT_INPUT.formatted(instruction) : WITH_INPUT.formatted(instruction, input);
        return new Example(prompt, output);
    }

    boolean isInstruction() {
        return !prompt.isEmpty();
    }

    String whole() {
        return prompt + answer;
    }
}
