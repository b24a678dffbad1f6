package llamanas.workers.tasks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Share;
import llamanas.workers.elastic.SuperNetwork;
import llamanas.workers.llama.Subnetwork;
import llamanas.workers.llama.Tokenizer;

/**
 * Multiple choice by the rules of lm-evaluation-harness 0.4: a request is context and continuation, the continuation is a
 * space and the choice, and the answer is the choice with the highest log-likelihood ({@code acc}) or the highest one per
 * character ({@code acc_norm}); the first of equals.
 */
final class MultipleChoiceTask implements Task {
    /** Characters of a choice in a message. */
    private static final int SHOWN = 60;

    private final SuperNetwork network;
    private final List<Question> questions;
    private final List<PackedBatch> batches;
    private final List<int[]> sample;
    private final int choices;
    /** Of each question. */
    private final List<List<Sequence>> sequences = new ArrayList<>();

    /** Owner of the first choice of each question. */
    private final List<Integer> owners = new ArrayList<>();

    private final DataBlocks blocks;
    private final Map<Share, List<PackedBatch>> parts = new ConcurrentHashMap<>();

    private MultipleChoiceTask(SuperNetwork network, Path file, List<Question> questions, String delimiter) {
        this.network = network;
        this.questions = questions;
        List<int[]> contexts = new ArrayList<>();
        int owner = 0;
        for (Question question : questions) {
            List<ChoicePacker.Choice> choices = encode(question, file, delimiter);
            sequences.add(ChoicePacker.pack(choices, owner));
            owners.add(owner);
            contexts.add(choices.get(question.gold()).input());
            owner += choices.size();
        }
        this.batches = PackedBatch.pack(sequences.stream().flatMap(List::stream).toList());
        this.blocks =
                DataBlocks.of(sequences.stream().map(MultipleChoiceTask::tokens).toList());
        this.sample = List.copyOf(contexts);
        this.choices = owner;
    }

    /**
     * Reads a JSONL file of {@code {"query", "choices", "gold"}}.
     *
     * @param limit questions to use at most; 0 for all
     * @param delimiter what stands between a question and each of its choices
     */
    static MultipleChoiceTask read(Path file, SuperNetwork network, int limit, String delimiter) {
        return new MultipleChoiceTask(network, file, TaskFiles.questions(file, limit), delimiter);
    }

    private List<ChoicePacker.Choice> encode(Question question, Path file, String delimiter) {
        int context = network.shape().context();
        List<String> texts = new ArrayList<>();
        texts.add(WhiteSpace.stripTrailing(question.query()));
        question.choices().forEach(choice -> texts.add(question.query() + delimiter + choice));
        List<long[]> ids = network.tokenizer().encodeAll(texts);
        List<ChoicePacker.Choice> encoded = new ArrayList<>();
        for (int i = 0; i < question.choices().size(); i++) {
            String choice = question.choices().get(i);
            ChoicePacker.Choice request =
                    request(network.tokenizer(), question.query().isEmpty(), ids.get(0), ids.get(i + 1), context);
            if (request.continuation().length > context || request.continuation().length == 0) {
                throw new InvalidInputException(file + ":" + question.line() + ": the choice '" + shortened(choice)
                        + "' has " + request.continuation().length + " tokens; from 1 to the model's context of "
                        + context
                        + " can be scored");
            }
            encoded.add(request);
        }
        return encoded;
    }

    private static String shortened(String choice) {
        return choice.length() <= SHOWN ? choice : choice.substring(0, SHOWN) + " ..";
    }

    /**
     * Tokens of one request: the context, the delimiter, and the choice. White space at the context's end belongs to the
     * continuation, whose tokens are those by which both together are longer than the context alone: the model is given the context as
     * it is encoded alone, and then those, also where a token of both together would span the two. Behind an empty context, which is
     * BOS, the continuation is encoded alone.
     *
     * @param context ids of the context alone
     * @param both ids of the context, the delimiter and the choice
     */
    private static ChoicePacker.Choice request(
            Tokenizer tokenizer, boolean empty, long[] context, long[] both, int maxLength) {
        int[] before;
        int[] own;
        if (empty) {
            before = new int[] {tokenizer.bosId()};
            own = TokenIds.alone(both);
        } else {
            before = TokenIds.asInput(tokenizer, context);
            int[] whole = TokenIds.asInput(tokenizer, both);
            own = Arrays.copyOfRange(whole, Math.min(before.length, whole.length), whole.length);
            before = before.length == 0 ? new int[] {tokenizer.bosId()} : before;
        }
        int[] all = Arrays.copyOf(before, before.length + own.length);
        System.arraycopy(own, 0, all, before.length, own.length);
        int from = Math.max(0, all.length - (maxLength + 1));
        return new ChoicePacker.Choice(Arrays.copyOfRange(all, from, all.length - 1), own);
    }

    @Override
    public Map<String, Double> evaluate(Subnetwork subnetwork, Progress progress) {
        return metrics(loglikelihoods(subnetwork, progress));
    }

    @Override
    public BlockScores evaluate(Subnetwork subnetwork, Share share) {
        List<Integer> chosen = blocks.units(share);
        List<PackedBatch> packed = parts.computeIfAbsent(share, key -> packed(chosen));
        double[] loglikelihoods = Scorer.loglikelihoods(network.model(), packed, subnetwork, choices, Progress.NONE);
        int first = share.firstOf(blocks.count());
        Double[] right = new Double[blocks.countOf(share)];
        Arrays.fill(right, 0.0);
        Double[] rightByLength = right.clone();
        Long[] counts = new Long[right.length];
        Arrays.fill(counts, 0L);
        for (int question : chosen) {
            int block = blocks.of(question) - first;
            Answer answer = answer(question, loglikelihoods);
            right[block] += answer.right();
            rightByLength[block] += answer.rightByLength();
            counts[block]++;
        }
        long read = chosen.stream().mapToLong(q -> tokens(sequences.get(q))).sum();
        return new BlockScores(
                Map.of(Metrics.ACC, List.of(right), Metrics.ACC_NORM, List.of(rightByLength)),
                List.of(counts),
                blocks.count(),
                read);
    }

    private List<PackedBatch> packed(List<Integer> chosen) {
        return PackedBatch.pack(
                chosen.stream().flatMap(q -> sequences.get(q).stream()).toList());
    }

    private static int tokens(List<Sequence> question) {
        return question.stream().mapToInt(Sequence::length).sum();
    }

    /** 1 where the highest log-likelihood, or the highest one per character, is that of the right choice; else 0. */
    private record Answer(int right, int rightByLength) {}

    private Answer answer(int question, double[] loglikelihoods) {
        Question asked = questions.get(question);
        int owner = owners.get(question);
        double[] plain = Arrays.copyOfRange(
                loglikelihoods, owner, owner + asked.choices().size());
        double[] scaled = new double[plain.length];
        Arrays.setAll(scaled, c -> plain[c] / asked.characters(c));
        return new Answer(best(plain) == asked.gold() ? 1 : 0, best(scaled) == asked.gold() ? 1 : 0);
    }

    /** Log-likelihood of every choice of every question, in file order. */
    double[] loglikelihoods(Subnetwork subnetwork, Progress progress) {
        return Scorer.loglikelihoods(network.model(), batches, subnetwork, choices, progress);
    }

    private Map<String, Double> metrics(double[] loglikelihoods) {
        int right = 0;
        int rightByLength = 0;
        for (int question = 0; question < questions.size(); question++) {
            Answer answer = answer(question, loglikelihoods);
            right += answer.right();
            rightByLength += answer.rightByLength();
        }
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put(Metrics.ACC, (double) right / questions.size());
        metrics.put(Metrics.ACC_NORM, (double) rightByLength / questions.size());
        metrics.put(Metrics.ITEMS, (double) questions.size());
        return metrics;
    }

    private static int best(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }

    @Override
    public long items() {
        return questions.size();
    }

    @Override
    public int batches() {
        return batches.size();
    }

    @Override
    public List<int[]> sample() {
        return sample;
    }

    @Override
    public void close() {
        // Holds nothing native: batches become arrays for the time of one forward pass.
    }
}
