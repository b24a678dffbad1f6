package llamanas.workers.llama;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The process that tokenizers of strangers run in: a pattern that goes back and forth makes the native library end its process. It
 * answers {@link TokenizerFrames} on its standard input, one after the other, until that ends.
 */
public final class TokenizerChild {
    private static final Map<String, String> OPTIONS =
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

    private final Map<Integer, HuggingFaceTokenizer> tokenizers = new HashMap<>();

    private TokenizerChild() {}

    /** Serves until the parent is gone, also where a native call is still on. */
    public static void main(String[] args) {
        // Whatever prints, it must not be taken for an answer.
        System.setOut(System.err);
        BlockingQueue<byte[]> requests = new ArrayBlockingQueue<>(1);
        Thread work = new Thread(() -> new TokenizerChild().serve(requests), "tokenizer");
        work.start();
        try (DataInputStream in = new DataInputStream(System.in)) {
            while (true) {
                requests.put(TokenizerFrames.receive(in, TokenizerFrames.MOST));
            }
        } catch (IOException | InterruptedException gone) {
            Runtime.getRuntime().halt(0);
        }
    }

    private void serve(BlockingQueue<byte[]> requests) {
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)))) {
            TokenizerFrames.send(out, new byte[] {TokenizerFrames.DONE});
            while (true) {
                TokenizerFrames.send(out, answered(requests.take()));
            }
        } catch (IOException | InterruptedException | Error e) {
            Runtime.getRuntime().halt(1);
        }
    }

    private byte[] answered(byte[] request) {
        try {
            return TokenizerFrames.read(request, this::answer);
        } catch (IOException | RuntimeException e) {
            return TokenizerFrames.frame(
                    TokenizerFrames.REFUSED, out -> TokenizerFrames.text(out, String.valueOf(e.getMessage())));
        }
    }

    private byte[] answer(DataInputStream in) throws IOException {
        byte what = in.readByte();
        int number = in.readInt();
        if (what == TokenizerFrames.OPEN) {
            tokenizers.put(
                    number, HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(in.readAllBytes()), OPTIONS));
            return done(out -> {});
        }
        HuggingFaceTokenizer tokenizer =
                Objects.requireNonNull(tokenizers.get(number), () -> "no tokenizer " + number + " is open");
        return switch (what) {
            case TokenizerFrames.ENCODE -> encoded(tokenizer, in, false);
            case TokenizerFrames.ENCODE_WITH_SPECIAL -> encoded(tokenizer, in, true);
            case TokenizerFrames.DECODE -> decoded(tokenizer, in, true);
            case TokenizerFrames.DECODE_WITH_SPECIAL -> decoded(tokenizer, in, false);
            case TokenizerFrames.CLOSE -> closed(number);
            default -> throw new IOException("nobody asks for " + what);
        };
    }

    private byte[] closed(int number) {
        Objects.requireNonNull(tokenizers.remove(number)).close();
        return done(out -> {});
    }

    private static byte[] decoded(HuggingFaceTokenizer tokenizer, DataInputStream in, boolean skipSpecial)
            throws IOException {
        String text = tokenizer.decode(TokenizerFrames.ids(in), skipSpecial);
        return done(out -> TokenizerFrames.text(out, text));
    }

    private static byte[] encoded(HuggingFaceTokenizer tokenizer, DataInputStream in, boolean special)
            throws IOException {
        int count = TokenizerFrames.count(in, Integer.BYTES);
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(TokenizerFrames.text(in));
        }
        long[] encodings = encodings(tokenizer.getHandle(), texts, special);
        return done(out -> {
            out.writeInt(encodings.length);
            for (long encoding : encodings) {
                TokenizerFrames.ids(out, TokenizersLibrary.LIB.getTokenIds(encoding));
                TokenizersLibrary.LIB.deleteEncoding(encoding);
            }
        });
    }

    /** Without DJL's own encodings, which hold ten times as much as the ids. */
    private static long[] encodings(long tokenizer, List<String> texts, boolean special) {
        return texts.size() == 1
                ? new long[] {TokenizersLibrary.LIB.encode(tokenizer, texts.get(0), special)}
                : TokenizersLibrary.LIB.batchEncode(tokenizer, texts.toArray(String[]::new), special);
    }

    private static byte[] done(TokenizerFrames.Content content) {
        return TokenizerFrames.frame(TokenizerFrames.DONE, content);
    }
}
