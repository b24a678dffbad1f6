package llamanas.workers.llama;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import llamanas.protocol.GivenFiles;
import llamanas.protocol.InvalidInputException;

/**
 * Text to token ids and back, by the tokenizer.json of a checkpoint (Hugging Face tokenizers, through DJL), which runs in another
 * process (see {@link TokenizerServer}). Nothing is cut or padded, whatever the file says. May be used from several threads; {@link #close} only when none of them is left.
 */
public final class Tokenizer implements AutoCloseable {
    /** Name of the file in a checkpoint folder. */
    public static final String FILE = "tokenizer.json";

    /** Bytes of the file: the largest ones of this family have 20 MB. As a tree of JSON they take much more. */
    private static final long MOST = Math.min(64L << 20, GivenFiles.heapShare(48));

    private static final int REPLACEMENT = 0xFFFD;
    /** Any text tells what the tokenizer puts around all. */
    private static final String PROBE = "a";

    private final TokenizerServer.Opened tokenizer;
    private final Path file;
    private final int embeddings;
    private final int bosId;
    /** What every text gets in front and behind. */
    private final long[] front;

    private final long[] back;

    private Tokenizer(TokenizerServer.Opened tokenizer, Path file, int embeddings, SequenceStart start) {
        this.tokenizer = tokenizer;
        this.file = file;
        this.embeddings = embeddings;
        this.bosId = start.bosId();
        long[] bare = tokenizer.encode(List.of(PROBE), false).get(0);
        long[] whole = tokenizer.encode(List.of(PROBE), true).get(0);
        int at = at(bare, whole);
        long[] own = Arrays.copyOf(whole, at);
        boolean has = at > 0 && own[0] == bosId;
        boolean wanted = start.adds().orElse(has);
        this.front = has == wanted ? own : wanted ? joined(new long[] {bosId}, own) : Arrays.copyOfRange(own, 1, at);
        this.back = Arrays.copyOfRange(whole, at + bare.length, whole.length);
    }

    /** Where a text's own ids begin among those with special tokens around. */
    private static int at(long[] bare, long[] whole) {
        for (int at = 0; at + bare.length <= whole.length; at++) {
            if (Arrays.equals(whole, at, at + bare.length, bare, 0, bare.length)) {
                return at;
            }
        }
        return 0;
    }

    private static long[] joined(long[]... parts) {
        return Arrays.stream(parts).flatMapToLong(Arrays::stream).toArray();
    }

    /**
     * Opens the tokenizer of a checkpoint folder.
     *
     * @throws InvalidInputException where the file is missing or malformed, or does not fit the config's vocabulary
     */
    public static Tokenizer open(Path folder, LlamaConfig config) {
        Path file = folder.resolve(FILE);
        byte[] json = JsonFields.bytes(file, "the tokenizer of a Hugging Face checkpoint", MOST);
        SequenceStart start = SequenceStart.read(
                folder, TokenizerVocabulary.read(file, json, config).ids(), config);
        TokenizerServer.Opened opened = TokenizerServer.shared().open(file, json);
        try {
            return new Tokenizer(opened, file, config.vocabSize(), start);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** The token that stands for an empty context, and that texts are read behind: {@code bos_token}. */
    public int bosId() {
        return bosId;
    }

    /** The ids of a text alone, without the tokens that the tokenizer puts around it. */
    public long[] encode(String text) {
        return known(tokenizer.encode(List.of(wellFormed(text)), false).get(0));
    }

    /** The ids of a text with the tokens around them that the tokenizer's makers meant, which may be none: as transformers has them. */
    public long[] encodeAsInput(String text) {
        return joined(front, encode(text), back);
    }

    /**
     * What a model is given of a text's ids, as {@link #encode} or {@link #encodeAll} gave them. Those that begin with the first token of
     * all texts get no second one, as in lm-evaluation-harness.
     */
    public long[] around(long[] ids) {
        boolean has = ids.length > 0 && front.length > 0 && ids[0] == front[0];
        return has ? joined(ids, back) : joined(front, ids, back);
    }

    /** The ids of several texts, each alone; faster than one at a time. */
    public List<long[]> encodeAll(List<String> texts) {
        List<String> wellFormed = texts.stream().map(Tokenizer::wellFormed).toList();
        return tokenizer.encode(wellFormed, false).stream().map(this::known).toList();
    }

    private long[] known(long[] ids) {
        for (long id : ids) {
            if (id >= embeddings) {
                throw new InvalidInputException(file + ": token \"" + tokenizer.decode(new long[] {id}, false)
                        + "\" of a text has the id " + id + ", expected ids below vocab_size = " + embeddings
                        + ": the model has no embedding for it");
            }
        }
        return ids;
    }

    /** The text of some ids, without BOS, EOS and other special tokens. */
    public String decode(long[] ids) {
        return tokenizer.decode(ids, true);
    }

    /** The given ids behind {@link #bosId}; once, where they begin with it. */
    public long[] behindBos(long[] ids) {
        return ids.length > 0 && ids[0] == bosId ? ids : joined(new long[] {bosId}, ids);
    }

    /** A Java string can hold half a surrogate pair, which no UTF-8 text can; it becomes U+FFFD, as in any decoder. */
    private static String wellFormed(String text) {
        if (text.codePoints().noneMatch(Tokenizer::isHalf)) {
            return text;
        }
        int[] points = text.codePoints().map(p -> isHalf(p) ? REPLACEMENT : p).toArray();
        return new String(points, 0, points.length);
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
