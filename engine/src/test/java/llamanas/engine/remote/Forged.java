package llamanas.engine.remote;

import akka.serialization.SerializerWithStringManifest;

/** A message whose bytes, manifest and serializer are what its sender says. */
public final class Forged {
    private final String manifest;
    private final byte[] bytes;

    /** @param manifest as the receiver reads it */
    public Forged(String manifest, byte[] bytes) {
        this.manifest = manifest;
        this.bytes = bytes;
    }

    /** Gives the bytes out under the number of another serializer. */
    public abstract static class Forger extends SerializerWithStringManifest {
        private final int identifier;

        Forger(int identifier) {
            this.identifier = identifier;
        }

        @Override
        public int identifier() {
            return identifier;
        }

        @Override
        public String manifest(Object message) {
            return ((Forged) message).manifest;
        }

        @Override
        public byte[] toBinary(Object message) {
            return ((Forged) message).bytes;
        }

        @Override
        public Object fromBinary(byte[] bytes, String manifest) {
            throw new IllegalStateException("only sends");
        }
    }

    public static final class AsJacksonCbor extends Forger {
        public AsJacksonCbor() {
            super(33);
        }
    }

    public static final class AsJacksonJson extends Forger {
        public AsJacksonJson() {
            super(31);
        }
    }

    public static final class AsCluster extends Forger {
        public AsCluster() {
            super(5);
        }
    }

    public static final class AsReplicatedData extends Forger {
        public AsReplicatedData() {
            super(11);
        }
    }
}
