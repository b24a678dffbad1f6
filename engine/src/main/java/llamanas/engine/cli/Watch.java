package llamanas.engine.cli;

import java.time.Duration;
import java.util.function.Supplier;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;

/**
 * Follows a search to its end: one line that is written over on a terminal, else a line every few seconds. A coordinator
 * that goes away is waited for.
 */
public final class Watch {
    private static final Duration LIVE = Duration.ofMillis(250);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PLAIN = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Console console;
    private int shown;
    private String last = "";
    private long lastNanos = System.nanoTime() - PLAIN.toNanos();

    public Watch(Console console) {
        this.console = console;
    }

    /**
     * Asks again and again until the search has ended.
     *
     * @return the final status
     * @throws CommandFailure where the search was cancelled or has failed, or the coordinator stays away
     */
    public SearchStatus follow(Supplier<SearchStatus> poll) {
        SearchStatus status = poll.get();
        while (!status.state().isFinal()) {
            show(ProgressBar.line(status), false);
            sleep(console.live() ? LIVE : POLL);
            status = patiently(poll);
        }
        show(ProgressBar.line(status), true);
        if (status.state() != SearchState.FINISHED) {
            throw new CommandFailure("search '" + status.id() + "' "
                    + (status.state() == SearchState.CANCELLED ? "was cancelled" : "has failed")
                    + (status.message() == null ? "" : ": " + status.message()));
        }
        return status;
    }

    private SearchStatus patiently(Supplier<SearchStatus> poll) {
        long start = System.nanoTime();
        while (true) {
            try {
                return poll.get();
            } catch (CoordinatorUnreachable e) {
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw e;
                }
                show("the coordinator does not answer; waiting for it", false);
                sleep(PLAIN);
            } catch (CoordinatorBusy e) {
                show(e.getMessage() + "; waiting", false);
                start = System.nanoTime();
                sleep(PLAIN);
            }
        }
    }

    private void show(String line, boolean end) {
        if (console.live()) {
            console.rewrite(line + " ".repeat(Math.max(0, shown - line.length())));
            if (end) {
                console.say("");
            }
            shown = line.length();
        } else if (end || (!line.equals(last) && System.nanoTime() - lastNanos >= PLAIN.toNanos())) {
            console.say(line);
            last = line;
            lastNanos = System.nanoTime();
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", e);
        }
    }
}
