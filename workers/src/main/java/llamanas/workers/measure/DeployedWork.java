package llamanas.workers.measure;

import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.ModelShape;

/**
 * What a deployed sub-network asks of the machine at least: the arithmetic of its products, and each weight and each cached number
 * that is needed read once.
 *
 * @param flops two a multiply-accumulate
 * @param bytes that are read
 */
public record DeployedWork(double flops, double bytes) {
    /** Of all prompts of the batch, with logits for the last position of each. */
    public static DeployedWork prefill(
            ModelShape shape, Architecture architecture, DeploymentSpec deployment, int numberBytes) {
        double unseen = 2.0 * (deployment.prompt() - 1) * shape.vocabulary() * shape.hidden();
        double flops = Cost.flops(shape, architecture, deployment.prompt()) - unseen;
        return new DeployedWork(deployment.batch() * flops, weightBytes(shape, architecture, numberBytes));
    }

    /** Of one step of all sequences in the middle of decoding, which is what a step takes on average. */
    public static DeployedWork decode(
            ModelShape shape, Architecture architecture, DeploymentSpec deployment, int numberBytes) {
        int position = deployment.prompt() + (deployment.generate() + 1) / 2;
        double flops =
                Cost.flops(shape, architecture, position) - (double) Cost.flops(shape, architecture, position - 1);
        double cache = Cost.kvBytes(shape, architecture, position, deployment.batch(), numberBytes);
        return new DeployedWork(deployment.batch() * flops, weightBytes(shape, architecture, numberBytes) + cache);
    }

    /** All weights but the embedding, of which a few rows are read; where it is the output projection as well it is read once. */
    private static double weightBytes(ModelShape shape, Architecture architecture, int numberBytes) {
        double embedding = shape.tiedEmbeddings() ? 0 : (double) shape.vocabulary() * shape.hidden() * numberBytes;
        return Cost.bytes(shape, architecture, numberBytes) - embedding;
    }
}
