package llamanas.protocol.search;

/**
 * What measuring {@link SingleChanges} has come to, for people.
 *
 * @param changes how many were measured; 0 where that would have cost too much of the budget
 * @param tokens that each was measured on
 * @param evaluations what they count for in the budget
 */
public record SingleChangesStatus(int changes, long tokens, int evaluations) {
    public static SingleChangesStatus of(SingleChanges measured) {
        return new SingleChangesStatus(measured.changes().size(), measured.tokens(), measured.evaluations());
    }
}
