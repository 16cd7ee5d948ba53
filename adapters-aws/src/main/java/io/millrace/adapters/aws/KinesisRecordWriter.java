package io.millrace.adapters.aws;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.Shard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * Puts records into a stream, and makes the stream if need be: what tools and tests need, no full producer. Methods block.
 * It repeats nothing: what the service did not take is told, and the caller decides. Safe for use from several threads.
 */
public final class KinesisRecordWriter implements AutoCloseable {
    /** The most records of one call (API reference, PutRecords). */
    public static final int MOST_RECORDS = 500;

    /** The most bytes of data and partition keys of one call (API reference, PutRecords). */
    public static final long MOST_BYTES = 5L << 20;

    private static final int CONNECTIONS = 4;
    private static final long POLL_MILLIS = 250;

    /**
     * A record to put.
     *
     * @param partitionKey 1 to 256 characters
     * @param data at most 1 MiB together with the partition key; not changed afterwards
     */
    public record NewRecord(String partitionKey, byte[] data) {
        public NewRecord {
            Objects.requireNonNull(partitionKey, "partitionKey");
            Objects.requireNonNull(data, "data");
        }
    }

    /**
     * What became of one record.
     *
     * @param shard where it was put; empty when it was not
     * @param failure the service's code and words when it was not; empty when it was
     */
    public record Outcome(Optional<String> shard, String failure) {}

    /** A call failed as a whole. */
    public static final class WriteException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final boolean passing;
        private final boolean answered;

        WriteException(AwsFailure failure) {
            super(failure.explanation());
            passing = failure.reason() != AwsFailure.Reason.REFUSED && failure.reason() != AwsFailure.Reason.NOT_FOUND;
            answered = failure.reason() != AwsFailure.Reason.UNANSWERED;
        }

        private WriteException(String explanation) {
            super(explanation);
            passing = false;
            answered = true;
        }

        /** Whether it may pass by itself. */
        public boolean isPassing() {
            return passing;
        }

        /** Whether it is known that nothing was done; if not, the service may have done all of it. */
        public boolean isKnown() {
            return answered;
        }
    }

    private final StreamAddress stream;
    private final KinesisClient client;
    private final Runnable release;
    private final AwsErrors errors;

    private KinesisRecordWriter(StreamAddress stream, KinesisClient client, Runnable release, AwsErrors errors) {
        this.stream = stream;
        this.client = client;
        this.release = release;
        this.errors = errors;
    }

    /**
     * Makes a writer without a call to Kinesis.
     *
     * @param nameOrArn the stream
     * @throws IllegalArgumentException naming every setting that is wrong, its value and the remedy
     */
    public static KinesisRecordWriter open(String nameOrArn, AwsSettings settings) {
        List<String> faults = new ArrayList<>();
        Optional<StreamAddress> address = StreamAddress.parse(nameOrArn, faults);
        AwsClients.collectProfileFaults(settings, faults);
        Optional<Region> region = AwsClients.region(settings, address.flatMap(StreamAddress::region), faults);
        Faults.refuseIfAny("Kinesis record writer", faults);
        Duration timeout = settings.callTimeout().orElse(KinesisRecordSourceBuilder.DEFAULT_CALL_TIMEOUT);
        ClosableCredentials credentials = AwsClients.credentials(settings, region.orElseThrow(), timeout);
        KinesisClient client = AwsClients.configure(
                        KinesisClient.builder(), settings, region.orElseThrow(), credentials, timeout, CONNECTIONS)
                .build();
        AwsErrors errors = new AwsErrors(
                "kinesis",
                "stream '" + nameOrArn + "'",
                AwsClients.place(
                        settings,
                        region.orElseThrow(),
                        KinesisClient.serviceMetadata().endpointFor(region.orElseThrow())));
        return new KinesisRecordWriter(address.orElseThrow(), client, credentials.release(), errors);
    }

    /**
     * Makes the stream if there is none of that name, and waits until it takes records.
     *
     * @param shards how many it gets, 1 or more; an existing stream keeps those it has
     * @param patience how long to wait for it
     * @return whether it was made
     * @throws WriteException when that failed, or took too long
     */
    public boolean createIfMissing(int shards, Duration patience) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        boolean created = false;
        while (true) {
            Optional<StreamStatus> status = status();
            if (status.isPresent() && (status.get() == StreamStatus.ACTIVE || status.get() == StreamStatus.UPDATING)) {
                return created;
            }
            if (status.isEmpty() && !created) {
                create(shards);
                created = true;
            }
            if (System.nanoTime() - deadlineNanos >= 0) {
                throw new WriteException("The stream '" + stream.name() + "' is not ready after " + patience.toSeconds()
                        + " s; Kinesis is still creating or deleting it. Try again later.");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private Optional<StreamStatus> status() {
        return call("DescribeStreamSummary", () -> {
            try {
                DescribeStreamSummaryRequest.Builder request = DescribeStreamSummaryRequest.builder();
                stream.arn().ifPresentOrElse(request::streamARN, () -> request.streamName(stream.name()));
                return Optional.of(client.describeStreamSummary(request.build())
                        .streamDescriptionSummary()
                        .streamStatus());
            } catch (ResourceNotFoundException missing) {
                return Optional.empty();
            }
        });
    }

    private void create(int shards) {
        boolean ignored = call("CreateStream", () -> {
            try {
                client.createStream(request -> request.streamName(stream.name())
                        .shardCount(shards)
                        .streamModeDetails(mode -> mode.streamMode(StreamMode.PROVISIONED)));
                return true;
            } catch (ResourceInUseException race) {
                return false;
            }
        });
    }

    /**
     * Puts records (PutRecords). The service may take some and not others, and promises no order.
     *
     * @param records 1 to {@link #MOST_RECORDS}, of at most {@link #MOST_BYTES} together
     * @return what became of each, in the same order
     * @throws WriteException when the call failed as a whole
     */
    public ImmutableList<Outcome> put(List<NewRecord> records) {
        PutRecordsRequest.Builder request = PutRecordsRequest.builder()
                .records(records.stream()
                        .map(record -> PutRecordsRequestEntry.builder()
                                .partitionKey(record.partitionKey())
                                .data(SdkBytes.fromByteArrayUnsafe(record.data()))
                                .build())
                        .toList());
        stream.arn().ifPresentOrElse(request::streamARN, () -> request.streamName(stream.name()));
        PutRecordsResponse response = call("PutRecords", () -> client.putRecords(request.build()));
        return response.records().stream()
                .map(entry -> entry.errorCode() == null
                        ? new Outcome(Optional.of(entry.shardId()), "")
                        : new Outcome(Optional.empty(), entry.errorCode() + ": " + entry.errorMessage()))
                .collect(ImmutableList.toImmutableList());
    }

    /**
     * The shards that take records (ListShards).
     *
     * @throws WriteException when a call failed
     */
    public ImmutableList<Shard> openShards() {
        ImmutableList.Builder<Shard> open = ImmutableList.builder();
        Optional<String> token = Optional.empty();
        do {
            ListShardsRequest.Builder request = ListShardsRequest.builder();
            // A request with a token names no stream (API reference, ListShards).
            token.ifPresentOrElse(
                    request::nextToken,
                    () -> stream.arn().ifPresentOrElse(request::streamARN, () -> request.streamName(stream.name())));
            ListShardsResponse page = call("ListShards", () -> client.listShards(request.build()));
            page.shards().stream()
                    .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
                    .map(KinesisMapper::shard)
                    .forEach(open::add);
            token = Optional.ofNullable(page.nextToken());
        } while (token.isPresent());
        return open.build();
    }

    private <A> A call(String operation, Supplier<A> blocking) {
        try {
            return blocking.get();
        } catch (SdkException problem) {
            throw new WriteException(errors.classify(operation, problem));
        }
    }

    @Override
    public void close() {
        client.close();
        release.run();
    }
}
