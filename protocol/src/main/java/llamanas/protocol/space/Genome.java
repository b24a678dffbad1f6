package llamanas.protocol.space;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import llamanas.protocol.Randomness;

/** An immutable vector of gene values; value {@code i} is an index into the choices of gene {@code i}. */
public final class Genome {
    private final int[] values;

    private Genome(int[] values) {
        this.values = values;
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Genome of(int... values) {
        return new Genome(values.clone());
    }

    /**
     * Every genome is equally likely.
     *
     * @param choices number of choices of each gene
     */
    public static Genome uniform(int[] choices, Randomness random) {
        int[] values = new int[choices.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(choices[i]);
        }
        return new Genome(values);
    }

    public int size() {
        return values.length;
    }

    public int get(int gene) {
        return values[gene];
    }

    /** A copy of the values. */
    @JsonValue
    public int[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Genome that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
