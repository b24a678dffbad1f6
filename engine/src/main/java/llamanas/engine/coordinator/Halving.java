package llamanas.engine.coordinator;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.engine.coordinator.event.SearchSnapshot.HalvingSnapshot;
import llamanas.protocol.search.BlockSums;
import llamanas.protocol.search.FidelitySpec;
import llamanas.protocol.search.FidelityStatus;
import llamanas.protocol.search.Measurement;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * How measuring on growing shares of the data stands: successive halving over the candidates of a generation. Nothing happens here in a
 * search that measures every candidate at once.
 *
 * @param rung the share that the newest generation is measured on
 * @param dropped candidates that were not measured on all of the data, for good
 * @param saved evaluations on all of the data that were not spent on them, and on those that wait
 * @param tokens that models have read
 * @param savedTokens that they would have read for those that were dropped or wait
 * @param shares what is measured so far, with its sums by block: of the newest generation, the front, the full network, some that wait,
 *     and the latest that are measured on all of the data
 * @param aside the next rung of those that wait
 * @param resumed the next rung of those that waited and are being measured
 * @param guesses what the strategy was told of those that were ever resumed
 * @param settled whether none that wait are worth it
 */
record Halving(
        int rung,
        int dropped,
        double saved,
        long tokens,
        long savedTokens,
        PMap<Integer, Measurement> shares,
        PMap<Integer, Integer> aside,
        PMap<Integer, Integer> resumed,
        PMap<Integer, Measurement> guesses,
        boolean settled) {
    static final Halving NONE = new Halving(
            0,
            0,
            0,
            0,
            0,
            HashTreePMap.empty(),
            HashTreePMap.empty(),
            HashTreePMap.empty(),
            HashTreePMap.empty(),
            false);

    /** Sums of thirds and tenths that are a whole number shall count as one. */
    private static final double ROUNDING = 1e-9;

    /** Candidates that forecasts are learned from, beside the front: the latest. */
    private static final int MOST_COMPLETE = 200;

    /** Candidates that wait and can be resumed: the latest. */
    private static final int MOST_ASIDE = 500;

    static Halving of(@Nullable HalvingSnapshot stored) {
        return stored == null
                ? NONE
                : new Halving(
                        stored.rung(),
                        stored.dropped(),
                        stored.saved(),
                        stored.tokens(),
                        stored.savedTokens(),
                        HashTreePMap.from(stored.shares()),
                        HashTreePMap.from(stored.aside()),
                        HashTreePMap.from(stored.resumed()),
                        HashTreePMap.from(stored.guesses()),
                        stored.settled());
    }

    HalvingSnapshot stored() {
        return new HalvingSnapshot(
                rung,
                dropped,
                saved,
                tokens,
                savedTokens,
                Map.copyOf(shares),
                Map.copyOf(aside),
                Map.copyOf(resumed),
                Map.copyOf(guesses),
                settled);
    }

    /**
     * After an event; the same where the event is about something else.
     *
     * @param front before the event
     */
    Halving after(SearchEvent event, @Nullable FidelitySpec spec, Front front) {
        if (spec == null) {
            return this;
        } else if (event instanceof SearchEvent.GenerationProposed) {
            return changed(draft -> {
                draft.rung = 0;
                draft.shares = kept(front);
                draft.settled = false;
            });
        } else if (event instanceof SearchEvent.ShareMeasured measured) {
            Measurement all = with(measured.candidate(), measured.measurement());
            return changed(draft -> {
                draft.tokens += tokens(measured.measurement());
                draft.shares = shares.plus(measured.candidate(), all);
            });
        } else if (event instanceof SearchEvent.RungClosed closed) {
            return closed(closed, spec);
        } else if (event instanceof SearchEvent.CandidatesResumed taken) {
            return resumed(taken.candidates(), spec);
        }
        return this;
    }

    /** What later generations are compared with, what forecasts are learned from, and what may be resumed. */
    private PMap<Integer, Measurement> kept(Front front) {
        List<Integer> complete = shares.entrySet().stream()
                .filter(one -> isComplete(one.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        return Stream.of(
                        Stream.of(0),
                        front.numbers().stream(),
                        latest(complete, MOST_COMPLETE),
                        latest(aside.keySet(), MOST_ASIDE))
                .flatMap(numbers -> numbers)
                .filter(shares::containsKey)
                .distinct()
                .reduce(
                        HashTreePMap.<Integer, Measurement>empty(),
                        (kept, number) -> kept.plus(number, shares.get(number)),
                        (kept, more) -> kept.plusAll(more));
    }

    private static Stream<Integer> latest(Collection<Integer> numbers, int most) {
        return numbers.stream().sorted(Comparator.reverseOrder()).limit(most);
    }

    private static boolean isComplete(Measurement measurement) {
        BlockSums sums = measurement.sums();
        return sums != null && sums.isComplete();
    }

    private Halving closed(SearchEvent.RungClosed event, FidelitySpec spec) {
        Draft draft = new Draft(this);
        draft.rung = event.rung() + 1;
        draft.settled = false;
        resumed.forEach((number, next) -> draft.resumed = draft.resumed.plus(number, next + 1));
        for (SearchEvent.Dropped one : event.dropped()) {
            draft.dropped++;
            draft.stopped(one.candidate(), spec.rungs().get(rung(one.candidate())));
            draft.shares = draft.shares.minus(one.candidate());
        }
        for (SearchEvent.SetAside one : event.aside()) {
            draft.stopped(one.candidate(), spec.rungs().get(rung(one.candidate())));
            draft.aside = draft.aside.plus(one.candidate(), rung(one.candidate()) + 1);
        }
        return draft.finish();
    }

    private Halving resumed(List<Integer> numbers, FidelitySpec spec) {
        Draft draft = new Draft(this);
        draft.settled = numbers.isEmpty();
        // Who was resumed before is measured on all of the data, dropped, or waits again.
        draft.resumed = HashTreePMap.empty();
        for (int number : numbers) {
            int next = aside.getOrDefault(number, 1);
            double unread = unread(number, spec);
            draft.saved -= unread;
            draft.savedTokens -= unreadTokens(number, 1 - unread);
            draft.aside = draft.aside.minus(number);
            draft.resumed = draft.resumed.plus(number, next);
        }
        return draft.finish();
    }

    /** What the strategy was told of a candidate before that was resumed stays what it was told. */
    Halving guessed(int candidate, Measurement estimate) {
        return guesses.containsKey(candidate)
                ? this
                : changed(draft -> draft.guesses = guesses.plus(candidate, estimate));
    }

    private Halving changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.finish();
    }

    /** A copy in the making. */
    private static final class Draft {
        private final Halving from;
        private int rung;
        private int dropped;
        private double saved;
        private long tokens;
        private long savedTokens;
        private PMap<Integer, Measurement> shares;
        private PMap<Integer, Integer> aside;
        private PMap<Integer, Integer> resumed;
        private PMap<Integer, Measurement> guesses;
        private boolean settled;

        Draft(Halving from) {
            this.from = from;
            rung = from.rung;
            dropped = from.dropped;
            saved = from.saved;
            tokens = from.tokens;
            savedTokens = from.savedTokens;
            shares = from.shares;
            aside = from.aside;
            resumed = from.resumed;
            guesses = from.guesses;
            settled = from.settled;
        }

        /** A candidate is not measured beyond this part of the data. */
        void stopped(int candidate, double part) {
            saved += 1 - part;
            savedTokens += from.unreadTokens(candidate, part);
            resumed = resumed.minus(candidate);
        }

        Halving finish() {
            return new Halving(rung, dropped, saved, tokens, savedTokens, shares, aside, resumed, guesses, settled);
        }
    }

    /** The share that a candidate is measured on, or would be next. */
    int rung(int candidate) {
        return resumed.getOrDefault(candidate, aside.getOrDefault(candidate, rung));
    }

    /** Of one that waits: which part of the data it is not measured on. */
    double unread(int candidate, FidelitySpec spec) {
        return 1 - spec.rungs().get(aside.getOrDefault(candidate, 1) - 1);
    }

    /** Tokens that a model would read for the rest of a candidate that is measured on a part. */
    private long unreadTokens(int candidate, double part) {
        return Math.round(share(candidate).map(Halving::tokens).orElse(0L) * (1 - part) / part);
    }

    private static long tokens(Measurement measurement) {
        BlockSums sums = measurement.sums();
        return sums == null ? 0 : sums.tokens();
    }

    /** What is known of a candidate once this is measured as well. */
    Measurement with(int candidate, Measurement next) {
        return share(candidate).map(before -> before.plus(next)).orElse(next);
    }

    /** What is measured of a candidate so far. */
    Optional<Measurement> share(int candidate) {
        return Optional.ofNullable(shares.get(candidate));
    }

    /** What the strategy was told of a candidate that was resumed. */
    Optional<Measurement> guess(int candidate) {
        return Optional.ofNullable(guesses.get(candidate));
    }

    /** Evaluations that can be spent once more; whole ones are exactly that. */
    double savedEvaluations() {
        return saved + ROUNDING;
    }

    /**
     * What is spent of the budget; candidates whose measurement goes on are not counted.
     *
     * @param ended candidates that were measured in full, or failed
     */
    double spent(int ended) {
        return ended + dropped + aside.size() - saved;
    }

    FidelityStatus status(int ended) {
        return new FidelityStatus(dropped, spent(ended), tokens, savedTokens, aside.size());
    }
}
