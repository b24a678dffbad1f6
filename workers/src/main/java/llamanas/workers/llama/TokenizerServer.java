package llamanas.workers.llama;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import llamanas.protocol.InvalidInputException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tokenizers in a process of their own ({@link TokenizerProcess}), one for all of them, which is used again until it dies. What
 * was asked of one that died is asked once more of the next; where that dies as well, the tokenizer or the text is bad input.
 *
 * <p>Thread-safe: one request at a time.
 */
final class TokenizerServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TokenizerServer.class);
    private static final int TRIES = 2;

    /** Bytes of texts that go in one request; a longer text goes alone. */
    private static final int AT_ONCE = 4 << 20;

    private static final int TEXTS_AT_ONCE = 1024;

    private static final TokenizerServer SHARED = new TokenizerServer(Limits.ofThisProcess());

    private final Limits limits;
    private final AtomicInteger numbers = new AtomicInteger();
    private @Nullable TokenizerProcess process;

    /**
     * What a process may take.
     *
     * @param heap bytes of Java's heap
     * @param memory bytes of address space, the heap included
     * @param deadline of a request, and as much again for each MB of it
     */
    record Limits(long heap, long memory, Duration deadline) {
        private static final long LEAST_HEAP = 512L << 20;
        private static final long BESIDE = 4L << 30;

        static Limits ofThisProcess() {
            long heap = Math.max(LEAST_HEAP, Runtime.getRuntime().maxMemory() / 4);
            return new Limits(heap, heap + BESIDE, Duration.ofMinutes(1));
        }

        Duration deadline(int bytes) {
            return deadline.multipliedBy(1 + (bytes >> 20));
        }
    }

    TokenizerServer(Limits limits) {
        this.limits = limits;
    }

    /** The one of this process. It ends with it. */
    static TokenizerServer shared() {
        return SHARED;
    }

    /**
     * A tokenizer of a file.
     *
     * @param json the file's content
     * @throws InvalidInputException where it is none
     */
    Opened open(Path file, byte[] json) {
        Opened opened = new Opened(file, json, numbers.incrementAndGet());
        opened.ask(TokenizerFrames.frame(TokenizerFrames.ENCODE, opened.texts(List.of(""))));
        return opened;
    }

    /** A tokenizer that is open here, whatever process it is in. */
    final class Opened implements AutoCloseable {
        private final Path file;
        private final byte[] json;
        private final int number;

        private Opened(Path file, byte[] json, int number) {
            this.file = file;
            this.json = json;
            this.number = number;
        }

        private byte[] opening() {
            return TokenizerFrames.frame(TokenizerFrames.OPEN, out -> {
                out.writeInt(number);
                out.write(json);
            });
        }

        /** The ids of each of some texts. */
        List<long[]> encode(List<String> texts, boolean special) {
            List<long[]> ids = new ArrayList<>(texts.size());
            int start = 0;
            while (start < texts.size()) {
                int end = end(texts, start);
                byte what = special ? TokenizerFrames.ENCODE_WITH_SPECIAL : TokenizerFrames.ENCODE;
                byte[] request = TokenizerFrames.frame(what, texts(texts.subList(start, end)));
                ids.addAll(read(ask(request), TokenizerFrames::lists));
                start = end;
            }
            return ids;
        }

        /** The text of some ids. */
        String decode(long[] ids, boolean skipSpecial) {
            byte what = skipSpecial ? TokenizerFrames.DECODE : TokenizerFrames.DECODE_WITH_SPECIAL;
            byte[] request = TokenizerFrames.frame(what, out -> {
                out.writeInt(number);
                TokenizerFrames.ids(out, ids);
            });
            return read(ask(request), TokenizerFrames::text);
        }

        /** Where a request that begins with a text ends. */
        private int end(List<String> texts, int start) {
            int end = start + 1;
            long characters = texts.get(start).length();
            while (end < texts.size() && end - start < TEXTS_AT_ONCE) {
                characters += texts.get(end).length();
                if (characters > AT_ONCE) {
                    return end;
                }
                end++;
            }
            return end;
        }

        private TokenizerFrames.Content texts(List<String> texts) {
            return out -> {
                out.writeInt(number);
                out.writeInt(texts.size());
                for (String text : texts) {
                    TokenizerFrames.text(out, text);
                }
            };
        }

        private <T> T read(byte[] reply, TokenizerFrames.Reading<T> reading) {
            try {
                return TokenizerFrames.read(reply, in -> {
                    if (in.readByte() != TokenizerFrames.DONE) {
                        throw refused(TokenizerFrames.text(in));
                    }
                    return reading.read(in);
                });
            } catch (IOException e) {
                throw refused(String.valueOf(e.getMessage()));
            }
        }

        private InvalidInputException refused(String why) {
            return new InvalidInputException(file + ": not a tokenizer that can be used: " + why);
        }

        private byte[] ask(byte[] request) {
            if (request.length > TokenizerFrames.MOST) {
                throw new InvalidInputException(file + ": found a text of " + request.length + " bytes, expected "
                        + TokenizerFrames.MOST + " at most in one piece; split it into documents");
            }
            return asked(this, request);
        }

        @Override
        public void close() {
            forget(number);
        }
    }

    private synchronized byte[] asked(Opened who, byte[] request) {
        for (int tries = 1; ; tries++) {
            TokenizerProcess running = running();
            try {
                if (!running.open().contains(who.number)) {
                    byte[] opening = who.opening();
                    who.read(running.ask(opening, limits.deadline(opening.length)), in -> "");
                    running.open().add(who.number);
                }
                return running.ask(request, limits.deadline(request.length));
            } catch (IOException e) {
                LOG.debug("The tokenizers' process has died", e);
                running.close();
                process = null;
                if (tries == TRIES) {
                    throw new InvalidInputException(
                            who.file + ": the tokenizer ended its process, or was at it for longer than "
                                    + limits.deadline(request.length).toSeconds() + " s, " + TRIES
                                    + " times over the same request of " + request.length
                                    + " bytes: a pattern of it may go back and forth without end, or it takes too much"
                                    + " memory; use another tokenizer, or split the text",
                            e);
                }
            }
        }
    }

    private TokenizerProcess running() {
        TokenizerProcess running = process;
        if (running == null) {
            try {
                running = TokenizerProcess.start(limits.heap(), limits.memory());
            } catch (IOException e) {
                throw new IllegalStateException("the process that tokenizers run in can't be started", e);
            }
            process = running;
        }
        return running;
    }

    private synchronized void forget(int number) {
        TokenizerProcess running = process;
        if (running != null && running.open().remove(number)) {
            try {
                running.ask(
                        TokenizerFrames.frame(TokenizerFrames.CLOSE, out -> out.writeInt(number)), limits.deadline(0));
            } catch (IOException e) {
                LOG.debug("The tokenizers' process has died", e);
                running.close();
                process = null;
            }
        }
    }

    /** The number of the process that runs; for tests, which end it. */
    synchronized long pid() {
        return running().pid();
    }

    @Override
    public synchronized void close() {
        TokenizerProcess running = process;
        if (running != null) {
            running.close();
            process = null;
        }
    }
}
