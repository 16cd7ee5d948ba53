package io.millrace.domain.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.StreamRecord;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AggregatesPropertyTest {
    record Sample(String key, Optional<BigInteger> hashKey, byte[] data) {}

    @Provide
    Arbitrary<List<Sample>> samples() {
        Arbitrary<String> keys = Arbitraries.strings().ofMinLength(1).ofMaxLength(200);
        Arbitrary<Optional<BigInteger>> hashKeys = Arbitraries.bigIntegers()
                .between(BigInteger.ZERO, HashKeyRange.MAXIMUM_KEY)
                .optional();
        Arbitrary<byte[]> payloads = Arbitraries.bytes()
                .array(byte[].class)
                .ofMaxSize(2_000)
                .withSizeDistribution(net.jqwik.api.RandomDistribution.biased());
        return Combinators.combine(keys, hashKeys, payloads)
                .as(Sample::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    private static StreamRecord record(byte[] data) {
        return new StreamRecord(RecordPosition.of(SequenceNumber.of(1)), "k", Optional.empty(), Instant.EPOCH, data);
    }

    @Property(tries = 200)
    void whatIsPackedIsWhatIsTakenApart(@ForAll("samples") List<Sample> samples) throws Exception {
        AggregateBuilder builder = new AggregateBuilder();
        samples.forEach(sample -> builder.add(sample.key(), sample.hashKey(), sample.data()));
        byte[] built = builder.build();

        assertThat(builder.sizeBytes()).isEqualTo(built.length);
        assertThat(Aggregates.isAggregate(record(built))).isTrue();
        List<StreamRecord> records =
                Aggregates.takeApart(record(built), HashKeyRange.WHOLE).records();
        assertThat(records).hasSameSizeAs(samples);
        for (int index = 0; index < samples.size(); index++) {
            assertThat(records.get(index).partitionKey())
                    .isEqualTo(samples.get(index).key());
            assertThat(records.get(index).dataCopy())
                    .isEqualTo(samples.get(index).data());
            assertThat(records.get(index).explicitHashKey())
                    .isEqualTo(samples.get(index).hashKey().map(BigInteger::toString));
        }
    }

    @Property(tries = 500)
    void anyDamageIsFoundAndNothingElseIsThrown(
            @ForAll("samples") List<Sample> samples, @ForAll int place, @ForAll byte damage) {
        AggregateBuilder builder = new AggregateBuilder();
        samples.forEach(sample -> builder.add(sample.key(), sample.hashKey(), sample.data()));
        byte[] built = builder.build();
        built[Math.floorMod(place, built.length)] ^= damage;
        StreamRecord record = record(built);

        if (Aggregates.isAggregate(record) && damage != 0) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> Aggregates.takeApart(record, HashKeyRange.WHOLE)))
                    .isInstanceOf(CorruptAggregateException.class);
        }
    }
}
