package llamanas.engine.coordinator;

import akka.actor.Address;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamanas.protocol.api.WorkerRow;
import llamanas.protocol.wire.JobId;

/** The workers that are joined, by name. Mutable; owned by the dispatcher. */
final class Roster {
    private final Map<String, WorkerEntry> workers = new LinkedHashMap<>();

    void add(WorkerEntry worker) {
        workers.put(worker.name(), worker);
    }

    Optional<WorkerEntry> find(String name) {
        return Optional.ofNullable(workers.get(name));
    }

    Optional<WorkerEntry> remove(String name) {
        return Optional.ofNullable(workers.remove(name));
    }

    boolean isEmpty() {
        return workers.isEmpty();
    }

    Collection<WorkerEntry> all() {
        return List.copyOf(workers.values());
    }

    /** Workers with free slots, the one with the most of them first. */
    List<WorkerEntry> idle() {
        return workers.values().stream()
                .filter(worker -> worker.free() > 0)
                .sorted(Comparator.comparingInt(WorkerEntry::free).reversed())
                .toList();
    }

    /** A worker that has the job. */
    Optional<WorkerEntry> holder(JobId job) {
        return workers.values().stream().filter(worker -> worker.has(job)).findFirst();
    }

    /**
     * The workers as people see them.
     *
     * @param localAddress shown for workers in this very process
     */
    List<WorkerRow> rows(String localAddress) {
        return workers.values().stream()
                .map(worker -> new WorkerRow(
                        worker.name(),
                        worker.device(),
                        worker.slots(),
                        worker.jobs().size(),
                        address(worker, localAddress)))
                .toList();
    }

    private static String address(WorkerEntry worker, String localAddress) {
        Address address = worker.ref().path().address();
        return address.hasGlobalScope() ? address.hostPort() : localAddress;
    }
}
