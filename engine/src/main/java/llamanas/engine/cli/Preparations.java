package llamanas.engine.cli;

import llamanas.engine.output.Quantities;
import llamanas.protocol.search.PreparationStatus;

/** How far a preparation is, in words. Pure. */
final class Preparations {
    private Preparations() {}

    /** For example {@code training 220/500  44 %  loss 3.412}; without the counts where the total is unknown. */
    static String progress(PreparationStatus now) {
        String counts = now.total() <= 0 ? "" : " " + now.done() + "/" + now.total() + "  " + now.percent() + " %";
        return now.stage() + counts + (Double.isNaN(now.loss()) ? "" : "  loss " + Quantities.fixed(now.loss(), 3));
    }

    /** For a table with little room: {@code training 44 %}. */
    static String brief(PreparationStatus now) {
        return now.stage() + (now.total() <= 0 ? "" : " " + now.percent() + " %");
    }
}
