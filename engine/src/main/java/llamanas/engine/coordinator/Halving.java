package llamanas.engine.coordinator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * @param dropped candidates that were not measured on all of the data
 * @param saved evaluations on all of the data that were not spent on them
 * @param tokens that models have read
 * @param savedTokens that they would have read for those that were dropped
 * @param shares what is measured so far, with its sums by block: of the newest generation, the front and the full network
 */
record Halving(int rung, int dropped, double saved, long tokens, long savedTokens, PMap<Integer, Measurement> shares) {
    static final Halving NONE = new Halving(0, 0, 0, 0, 0, HashTreePMap.empty());

    /** Sums of thirds and tenths that are a whole number shall count as one. */
    private static final double ROUNDING = 1e-9;

    static Halving of(@Nullable HalvingSnapshot stored) {
        return stored == null
                ? NONE
                : new Halving(
                        stored.rung(),
                        stored.dropped(),
                        stored.saved(),
                        stored.tokens(),
                        stored.savedTokens(),
                        HashTreePMap.from(stored.shares()));
    }

    HalvingSnapshot stored() {
        return new HalvingSnapshot(rung, dropped, saved, tokens, savedTokens, Map.copyOf(shares));
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
            return new Halving(0, dropped, saved, tokens, savedTokens, kept(front));
        } else if (event instanceof SearchEvent.ShareMeasured measured) {
            Measurement all = with(measured.candidate(), measured.measurement());
            long read = tokens + tokens(measured.measurement());
            return new Halving(rung, dropped, saved, read, savedTokens, shares.plus(measured.candidate(), all));
        } else if (event instanceof SearchEvent.RungClosed closed) {
            return closed(closed, spec.rungs().get(closed.rung()));
        }
        return this;
    }

    /** What later generations are compared with. */
    private PMap<Integer, Measurement> kept(Front front) {
        PMap<Integer, Measurement> kept = HashTreePMap.empty();
        List<Integer> wanted = new ArrayList<>(front.numbers());
        wanted.add(0);
        for (int number : wanted) {
            Measurement measurement = shares.get(number);
            kept = measurement == null ? kept : kept.plus(number, measurement);
        }
        return kept;
    }

    private Halving closed(SearchEvent.RungClosed event, double part) {
        long unread = 0;
        for (SearchEvent.Dropped one : event.dropped()) {
            unread += Math.round(share(one.candidate()).map(Halving::tokens).orElse(0L) * (1 - part) / part);
        }
        int count = event.dropped().size();
        List<Integer> numbers =
                event.dropped().stream().map(SearchEvent.Dropped::candidate).toList();
        return new Halving(
                event.rung() + 1,
                dropped + count,
                saved + count * (1 - part),
                tokens,
                savedTokens + unread,
                shares.minusAll(numbers));
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

    /** Whole evaluations that can be spent once more. */
    int savedEvaluations() {
        return (int) Math.floor(saved + ROUNDING);
    }

    /**
     * What is spent of the budget.
     *
     * @param ended candidates that were measured in full, or failed
     */
    double spent(int ended) {
        return ended + dropped - saved;
    }

    FidelityStatus status(int ended) {
        return new FidelityStatus(dropped, spent(ended), tokens, savedTokens);
    }
}
