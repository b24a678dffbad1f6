-- What all searches have measured, once for each sub-network and each set of conditions. Taken from the journal, which could
-- write it again; "search" and "candidate" say where a row comes from.
-- Never edit this file: Flyway refuses a changed migration. Add V4__... instead.
CREATE TABLE "archive" (
    "ordering" BIGINT UNIQUE NOT NULL AUTO_INCREMENT,
    "model_hash" VARCHAR(128) NOT NULL,
    "data_hash" VARCHAR(128) NOT NULL,
    "device" VARCHAR(32) NOT NULL,
    "dtype" VARCHAR(32) NOT NULL,
    "network_hash" VARCHAR(128) NOT NULL,
    "architecture" VARCHAR NOT NULL,
    "measurement" VARCHAR NOT NULL,
    "report" VARCHAR,
    "search" VARCHAR(64) NOT NULL,
    "candidate" INTEGER NOT NULL,
    PRIMARY KEY ("model_hash", "data_hash", "device", "dtype", "network_hash")
);

