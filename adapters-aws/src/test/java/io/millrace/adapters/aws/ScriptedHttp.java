package io.millrace.adapters.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.adapters.aws.local.LocalAws;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that does what a test says, and remembers what it was asked. */
final class ScriptedHttp implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Script script;

    ScriptedHttp(Script script) {
        this.script = script;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    /** What to do with one request. */
    interface Script {
        Reply reply(Request request);
    }

    /** Does something with the exchange, or with the connection. */
    interface Reply {
        void send(HttpExchange exchange, CountDownLatch closed) throws IOException, InterruptedException;
    }

    /**
     * What was asked.
     *
     * @param operation of the header X-Amz-Target, without the service; empty if there is none
     * @param headers the first value of each, by lower-case name
     * @param body as bytes decoded one to one, so that names in it can be found whatever the encoding
     */
    record Request(String operation, Map<String, String> headers, String body) {}

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Settings for an adapter that talks to this server. */
    AwsSettings settings() {
        return LocalAws.settings(endpoint());
    }

    List<Request> requests() {
        return requests;
    }

    /** From now on does something else. */
    void script(Script next) {
        script = next;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        Map<String, String> headers = new java.util.TreeMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(), values.get(0)));
        Request request = new Request(
                target == null ? "" : target.substring(target.indexOf('.') + 1),
                headers,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
        requests.add(request);
        try {
            script.reply(request).send(exchange, closed);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    /** An answer as DynamoDB gives it. */
    static Reply json(int status, String body) {
        return content(status, "application/x-amz-json-1.0", body.getBytes(StandardCharsets.UTF_8));
    }

    /** An error as DynamoDB gives it. */
    static Reply jsonError(int status, String code, String message) {
        return json(
                status,
                "{\"__type\":\"com.amazonaws.dynamodb.v20120810#" + code + "\",\"message\":\"" + message + "\"}");
    }

    /** An answer as Kinesis gives it, in CBOR, of what {@link CborWriter} writes. */
    static Reply cbor(int status, Map<String, ?> body) {
        return cbor(status, CborWriter.withSizes(body));
    }

    /** Bytes that are said to be an answer of Kinesis. */
    static Reply cbor(int status, byte[] body) {
        return content(status, "application/x-amz-cbor-1.1", body);
    }

    /** An answer that breaks off: it is announced with a length that does not come. */
    static Reply brokenCbor(byte[] body, int missing) {
        return (exchange, closed) -> {
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-cbor-1.1");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body, 0, body.length - missing);
            exchange.getResponseBody().flush();
        };
    }

    /** An error as Kinesis gives it. */
    static Reply cborError(int status, String code, String message) {
        return cbor(status, Map.of("__type", code, "message", message));
    }

    static Reply xml(int status, String body) {
        return content(status, "text/xml", body.getBytes(StandardCharsets.UTF_8));
    }

    /** Breaks the connection instead of answering. */
    static Reply hangUp() {
        return (exchange, closed) -> exchange.close();
    }

    /** Says nothing until the server is closed. */
    static Reply silence() {
        return (exchange, closed) -> closed.await();
    }

    private static Reply content(int status, String type, byte[] body) {
        return (exchange, closed) -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        };
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        executor.shutdownNow();
    }
}
