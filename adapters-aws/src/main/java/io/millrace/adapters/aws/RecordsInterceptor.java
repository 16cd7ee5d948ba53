package io.millrace.adapters.aws;

import io.millrace.adapters.aws.CborReader.NotUnderstoodException;
import io.millrace.ports.source.RecordsAnswer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.Abortable;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Takes the records out of GetRecords answers before the SDK decodes them, and leaves it an answer without any. Only for
 * requests that carry a {@link Taken}; where something is unusual, errors included, the SDK gets all that came.
 */
final class RecordsInterceptor implements ExecutionInterceptor {
    /** Holds what was taken out of the answer to one request. */
    static final class Taken {
        private final Instant now;
        private RecordsAnswer.@Nullable Records answer;

        /** @param now stands in for the arrival of records that come without one */
        Taken(Instant now) {
            this.now = now;
        }

        /** Empty when the SDK decodes the answer. */
        Optional<RecordsAnswer.Records> answer() {
            return Optional.ofNullable(answer);
        }
    }

    static final ExecutionAttribute<Taken> TAKEN = new ExecutionAttribute<>("MillraceRecordsTaken");

    private static final String CBOR = "application/x-amz-cbor";
    private static final byte[] EMPTY_MAP = {(byte) 0xa0};
    private static final int FIRST_BYTES = 64 << 10;

    private final BodyBuffers buffers = new BodyBuffers(Runtime.getRuntime().maxMemory());

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        Optional<InputStream> body = context.responseBody();
        Taken taken = attributes.getAttribute(TAKEN);
        if (taken == null || body.isEmpty() || !isAnswer(context.httpResponse())) {
            return body;
        }
        try (BodyBuffers.Loan loan = lend(body.get(), context.httpResponse())) {
            int length = read(body.get(), loan);
            try {
                // Everything is copied out of it.
                taken.answer = RecordsDecoder.decode(loan.bytes(), length, taken.now);
                return Optional.of(new ByteArrayInputStream(EMPTY_MAP));
            } catch (NotUnderstoodException unusual) {
                InputStream whole = new ByteArrayInputStream(loan.bytes(), 0, length);
                loan.keep();
                return Optional.of(whole);
            }
        }
    }

    private static boolean isAnswer(SdkHttpResponse response) {
        return response.isSuccessful()
                && response.firstMatchingHeader("Content-Type")
                        .filter(type -> type.startsWith(CBOR))
                        .isPresent();
    }

    private BodyBuffers.Loan lend(InputStream body, SdkHttpResponse response) {
        try {
            return buffers.lend(expectedBytes(response));
        } catch (InterruptedException closing) {
            abort(body);
            Thread.currentThread().interrupt();
            throw SdkClientException.create("interrupted before the answer was read", closing);
        }
    }

    /** Reads all of it; says how many bytes. */
    private static int read(InputStream body, BodyBuffers.Loan loan) {
        try (body) {
            byte[] bytes = loan.bytes();
            int length = 0;
            for (int count; (count = body.read(bytes, length, bytes.length - length)) >= 0; length += count) {
                // One more than expected is there, so that the end is found without growing.
                if (length + count == bytes.length) {
                    bytes = Arrays.copyOf(bytes, bytes.length * 2);
                    loan.replace(bytes);
                }
            }
            return length;
        } catch (IOException broken) {
            abort(body);
            throw SdkClientException.create("The answer broke off: " + broken.getMessage(), broken);
        }
    }

    private static void abort(InputStream body) {
        if (body instanceof Abortable abortable) {
            abortable.abort();
        }
    }

    private static int expectedBytes(SdkHttpResponse response) {
        return response.firstMatchingHeader("Content-Length")
                .map(RecordsInterceptor::number)
                .filter(bytes -> bytes > 0)
                .map(bytes -> bytes + 1)
                .orElse(FIRST_BYTES);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text.trim());
        } catch (NumberFormatException unusual) {
            return 0;
        }
    }
}
