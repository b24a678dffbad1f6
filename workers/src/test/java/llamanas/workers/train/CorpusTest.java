package llamanas.workers.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.PrepareProgress;
import llamanas.workers.Reference;
import llamanas.workers.llama.LlamaConfig;
import llamanas.workers.llama.Tokenizer;
import llamanas.workers.tasks.DataDigest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorpusTest {
    private static final int BOS = 1;
    private static final int EOS = 2;
    private static final String TALE = "Once upon a time, there was a little bear who loved to sing every day. ";

    private static LlamaConfig config;
    private static Tokenizer tokenizer;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        config = LlamaConfig.read(Reference.demo("model"));
        tokenizer = Tokenizer.open(Reference.demo("model"), config);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Corpus read(int block, Path... files) {
        return Corpus.read(List.of(files), tokenizer, config, block, step -> {});
    }

    private static void assertRefused(int block, Path file, String message) {
        assertThatThrownBy(() -> read(block, file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    private static List<Integer> stream(Blocks blocks) {
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            for (int id : blocks.ids(i)) {
                ids.add(id);
            }
        }
        return ids;
    }

    @Test
    void textIsOneStreamOfDocumentsBetweenBosAndEos() throws IOException {
        Corpus corpus = read(8, file("a.txt", TALE + "\n<|endoftext|>\n" + "The end of it."));
        List<Integer> expected = new ArrayList<>();
        int documents = 0;
        for (String text : List.of(TALE.strip(), "The end of it.")) {
            expected.add(BOS);
            for (long id : tokenizer.encode(text)) {
                expected.add((int) id);
            }
            expected.add(EOS);
            documents++;
        }
        int padding = Math.floorMod(-expected.size(), 8);
        int blocks = (expected.size() + padding) / 8;
        int starts = 0;
        for (int i = 0; i < expected.size(); i++) {
            starts += i % 8 == 0 && expected.get(i) != BOS ? 1 : 0;
        }
        int used = expected.size();
        expected.addAll(Collections.nCopies(padding, EOS));
        assertThat(stream(corpus.train())).isEqualTo(expected);
        assertThat(corpus.train().size()).isEqualTo(blocks);
        assertThat(corpus.train().tokens()).isEqualTo(used - documents - starts);
        assertThat(corpus.heldOut().size()).isZero();
        boolean[] last = corpus.train().counted(blocks - 1);
        for (int i = 0; i < 8; i++) {
            assertThat(last[i])
                    .isEqualTo(
                            i > 0 && i < 8 - padding && stream(corpus.train()).get(8 * blocks - 8 + i) != BOS);
        }
        assertThat(corpus.train().counted(0)).containsExactly(false, true, true, true, true, true, true, true);
    }

    @Test
    void onlyTheAnswerAndItsEosAreTargets() throws IOException {
        String json =
                """
                [{"instruction": "Say a word.", "input": "", "output": "The cat sat."},
                 {"instruction": "Say it again.", "input": "The dog", "output": "The dog ran."}]""";
        Corpus corpus = read(189, file("a.json", json));
        assertThat(corpus.train().size()).isEqualTo(1);
        TrainingBlock block = corpus.train().get(0);
        assertThat(targets(block)).isEqualTo("The cat sat.|The dog ran.|");
        String whole = tokenizer.decode(IntStream.of(block.ids()).asLongStream().toArray());
        assertThat(whole)
                .contains(
                        "Below is an instruction that describes a task. Write a response that appropriately completes the"
                                + " request.\n\n### Instruction:\nSay a word.\n\n### Response:The cat sat.")
                .contains("paired with an input that provides further context. Write a response")
                .contains("### Instruction:\nSay it again.\n\n### Input:\nThe dog\n\n### Response:The dog ran.");
    }

    /** Decoded targets, with a bar for EOS. */
    private static String targets(TrainingBlock block) {
        StringBuilder text = new StringBuilder();
        List<Long> run = new ArrayList<>();
        for (int i = 0; i < block.ids().length; i++) {
            if (block.counted()[i] && block.ids()[i] == EOS) {
                text.append(tokenizer
                                .decode(run.stream().mapToLong(Long::longValue).toArray())
                                .strip())
                        .append('|');
                run.clear();
            } else if (block.counted()[i]) {
                run.add((long) block.ids()[i]);
            }
        }
        return text.toString();
    }

    @Test
    void recordsStayWithinABlockAndLongOnesAreCut() {
        BlockPacker packer = new BlockPacker(6, EOS);
        packer.add(new Document(new int[] {1, 10, 11, EOS}, 2, true));
        packer.add(new Document(new int[] {1, 20, EOS}, 1, true));
        packer.add(new Document(new int[] {1, 30, 31, 32, 33, 34, 35, EOS}, 4, true));
        packer.add(new Document(new int[] {1, 40, 41, 42, 43, 44, 45, EOS}, 6, true));
        Blocks blocks = packer.blocks();
        assertThat(blocks.size()).isEqualTo(3);
        assertThat(blocks.ids(0)).containsExactly(1, 10, 11, EOS, EOS, EOS);
        assertThat(blocks.counted(0)).containsExactly(false, false, true, true, false, false);
        assertThat(blocks.ids(1)).containsExactly(1, 20, EOS, EOS, EOS, EOS);
        assertThat(blocks.ids(2)).containsExactly(1, 30, 31, 32, 33, 34);
        assertThat(blocks.counted(2)).containsExactly(false, false, false, false, true, true);
        assertThat(packer.leftOut()).isEqualTo(1);
        assertThat(blocks.tokens()).isEqualTo(6);
    }

    @Test
    void jsonlHoldsTextsOrInstructions() throws IOException {
        String lines = "{\"text\": \"" + TALE + "\"}\n\n{\"text\": \"\"}\n"
                + "{\"instruction\": \"Sing.\", \"output\": \"La la.\", \"text\": \"as on the Hub\"}\n";
        List<Example> examples = ExampleFiles.read(file("a.jsonl", lines));
        assertThat(examples).extracting(Example::answer).containsExactly(TALE, "La la.");
        assertThat(examples).extracting(Example::isInstruction).containsExactly(false, true);
    }

    private static List<String> tales(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> TALE + "It sang " + i + " songs.")
                .toList();
    }

    @Test
    void theHeldOutPartDependsOnTheDocumentsAlone() throws IOException {
        List<String> tales = new ArrayList<>(tales(1000));
        HeldOut<String> split = split(tales);
        Collections.reverse(tales);
        HeldOut<String> reversed = split(tales);
        assertThat(split.heldOut()).hasSizeBetween(8, 40).containsExactlyInAnyOrderElementsOf(reversed.heldOut());
        assertThat(split.train()).hasSize(1000 - split.heldOut().size()).doesNotContainAnyElementsOf(split.heldOut());
        tales.addAll(split.heldOut());
        assertThat(split(tales).train()).doesNotContainAnyElementsOf(split.heldOut());
        for (int i = 0; i < 50; i++) {
            String text = i + " ";
            assertThat(split(tales(10).stream().map(text::concat).toList()).heldOut())
                    .isNotEmpty();
        }
    }

    private static HeldOut<String> split(List<String> texts) {
        return HeldOut.split(texts, text -> new DataDigest().add(text).bits());
    }

    @Test
    void theSameFilesGiveTheSameCorpus() throws IOException {
        Path file = file("a.txt", String.join("\n<|endoftext|>\n", tales(300)));
        List<PrepareProgress> seen = new ArrayList<>();
        Corpus one = Corpus.read(List.of(file), tokenizer, config, 64, seen::add);
        Corpus two = read(64, file);
        assertThat(stream(one.train())).isEqualTo(stream(two.train()));
        assertThat(stream(one.heldOut())).isEqualTo(stream(two.heldOut())).isNotEmpty();
        assertThat(one.hash()).isEqualTo(two.hash()).hasSize(16);
        assertThat(read(64, file("a.txt", Files.readString(file) + ".")).hash()).isNotEqualTo(one.hash());
        assertThat(seen.get(seen.size() - 1).done()).isEqualTo(300);
        assertThat(seen).allMatch(step -> step.total() == 300 && step.stage().equals("reading text"));
    }

    @Test
    void textInTokensIsTakenAsItIs() {
        List<int[]> documents = IntStream.range(0, 40)
                .mapToObj(i -> new int[] {BOS, 10 + i, 11 + i, EOS})
                .toList();
        Corpus corpus = Corpus.of(documents, config, 16);
        assertThat(corpus.heldOut().size()).isPositive();
        assertThat(stream(corpus.train()).subList(0, 4)).containsExactly(BOS, 10, 11, EOS);
        assertThat(corpus.train().tokens() + corpus.heldOut().tokens()).isEqualTo(3 * 40);
        assertThatThrownBy(() -> Corpus.of(List.of(), config, 16))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("found 0 tokens");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | has no documents; expected an array of records",
                "{} | found {}, expected an array of records",
                "[{}] | record 1: instruction: found nothing, expected a string; the record has the fields []",
                "[{\"text\": \"a\"}, {\"prompt\": \"b\", \"completion\": \"c\"}] | record 2: instruction: found nothing, expected a string; the record has the fields [prompt, completion]",
                "[{\"instruction\": \"a\", \"input\": 3, \"output\": \"b\"}] | record 1: input: found 3, expected a string",
                "[{\"instruction\": \"a\", \"input\": \"\"}] | record 1: output: found nothing",
                "[{\"instruction\": \" \", \"output\": \"b\"}] | record 1: instruction: found an empty text",
                "[{\"text\": 7}] | record 1: text: found 7",
                "[3] | record 1: found 3, expected an object",
                "[{\"text\": \"a\"}, | :1: is not valid JSON: "
            })
    void wrongRecordsAreNamed(String json, String message) throws IOException {
        assertRefused(16, file("a.json", json), message);
    }

    @Test
    void invalidJsonIsNamedByLine() throws IOException {
        assertRefused(16, file("a.json", "[\n{\"text\": \"a\"},\n{\"text\": }\n]"), "a.json:3: is not valid JSON: ");
        assertRefused(16, file("a.jsonl", "{\"text\": \"a\"}\n\n{\"text\": "), "a.jsonl:3: is not valid JSON: ");
        assertRefused(
                16, file("b.jsonl", "{\"text\": \"a\"}\n{\"txt\": \"a\"}"), "b.jsonl:2: instruction: found nothing");
    }

    @Test
    void whatCanNotBeTrainedOnIsRefused() throws IOException {
        assertRefused(16, file("a.txt", " \n<|endoftext|>\n"), "has no documents");
        assertRefused(16, file("a.json", " "), "has no documents");
        assertRefused(16, folder.resolve("none.txt"), "does not exist");
        assertRefused(16, file("a.csv", "a,b"), "unknown ending, expected .txt");
        int tokens = tokenizer.encode(TALE.strip()).length + 2;
        assertRefused(256, file("b.txt", TALE), "found " + tokens + " tokens to train on");
        assertRefused(256, file("b.txt", TALE), "expected at least one block of 256");
        assertRefused(4, file("c.json", "[{\"instruction\": \"a\", \"output\": \"b\"}]"), "none of the answers fits");
        assertRefused(2, file("d.jsonl", "{\"text\": \"</s></s></s></s>\"}"), "no two different tokens");
    }

    @Test
    void blocksHaveToFitTheModel() throws IOException {
        Path file = file("a.txt", TALE);
        for (int block : new int[] {513, 1, 0, -5}) {
            assertThatThrownBy(() -> read(block, file))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("block: found " + block + " tokens, expected 2 to 512");
        }
    }

    @Test
    void moreThanMemoryHoldsIsRefused() {
        CorpusBuilder builder = new CorpusBuilder("all.txt", config, 16, 100);
        List<Document> documents = Collections.nCopies(40, Document.text(new int[] {BOS, 5, 6, EOS}));
        assertThatThrownBy(() -> builder.train(documents))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("all.txt: has more than 100 tokens");
    }

    @Test
    void everyEpochHasEachBlockOnceInAnOrderOfItsOwn() {
        BlockOrder order = new BlockOrder(50, 9);
        List<Integer> stream = IntStream.range(0, 150).map(order::at).boxed().toList();
        for (int epoch = 0; epoch < 3; epoch++) {
            assertThat(stream.subList(50 * epoch, 50 * epoch + 50))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 50).boxed().toList());
        }
        assertThat(stream.subList(0, 50)).isNotEqualTo(stream.subList(50, 100));
        assertThat(new BlockOrder(50, 9).at(137)).isEqualTo(stream.get(137));
        assertThat(order.at(3)).isEqualTo(stream.get(3));
        assertThat(IntStream.range(0, 50)
                        .map(new BlockOrder(50, 10)::at)
                        .boxed()
                        .toList())
                .isNotEqualTo(stream.subList(0, 50));
    }
}
