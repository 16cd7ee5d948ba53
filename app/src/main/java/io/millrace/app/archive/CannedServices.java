package io.millrace.app.archive;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Stands in for Kinesis and DynamoDB where it only matters that there are answers: an empty one to everything, and a lease
 * table. On the loopback interface; answers on a thread of the server.
 */
final class CannedServices implements AutoCloseable {
    /** CBOR, in which Kinesis answers: a map without members. */
    private static final byte[] EMPTY_CBOR = {(byte) 0xa0};

    private static final String TABLE = """
            {"Table":{"TableStatus":"ACTIVE","KeySchema":[
            {"AttributeName":"application","KeyType":"HASH"},{"AttributeName":"entry","KeyType":"RANGE"}],
            "AttributeDefinitions":[{"AttributeName":"application","AttributeType":"S"},
            {"AttributeName":"entry","AttributeType":"S"}]}}""";

    private final HttpServer server;

    CannedServices() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", CannedServices::answer);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
        exchange.getRequestBody().readAllBytes();
        if (target.startsWith("Kinesis")) {
            send(exchange, "application/x-amz-cbor-1.1", EMPTY_CBOR);
        } else {
            String text = target.endsWith("DescribeTable") ? TABLE : "{}";
            send(exchange, "application/x-amz-json-1.0", text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
