package io.millrace.app.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Chromium without a screen, with one page, spoken to by its DevTools protocol. */
final class Browser implements AutoCloseable {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String LISTENING = "DevTools listening on ";
    private static final int ANSWER_SECONDS = 60;

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger calls = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private String session = "";

    /** @param profile an empty folder */
    Browser(Path profile) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                executable().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run"));
        command.addAll(List.of("--disable-background-networking", "--disable-component-update", "--disable-sync"));
        command.addAll(List.of("--remote-debugging-port=0", "--user-data-dir=" + profile, "about:blank"));
        process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader said = process.errorReader(StandardCharsets.UTF_8);
        String line = said.readLine();
        while (line != null && !line.startsWith(LISTENING)) {
            line = said.readLine();
        }
        assertThat(line).as("what Chromium says at its start").isNotNull();
        // nobody reads what else it says, and a full pipe would stop it
        CompletableFuture.runAsync(() -> said.lines().forEach(ignored -> {}));
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(line.substring(LISTENING.length()).strip()), new Listener())
                .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        String target = call("Target.createTarget", Map.of("url", "about:blank"))
                .path("targetId")
                .asString();
        session = call("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .path("sessionId")
                .asString();
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", Map.of());
        }
    }

    /** Opens a file and waits until its scripts have run. */
    void open(Path file, int width, int height) throws Exception {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        String address = file.toUri().toString();
        call("Page.navigate", Map.of("url", address));
        await().until(() ->
                evaluate("document.readyState + ' ' + location.href").asString().equals("complete " + address));
    }

    /** The value of an expression in the page. */
    JsonNode evaluate(String expression) throws Exception {
        JsonNode answer = call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        assertThat(answer.path("exceptionDetails").toString()).as(expression).isEmpty();
        return answer.path("result").path("value");
    }

    /** Moves the mouse, in pixels of the page's window. */
    void moveTo(double left, double top) throws Exception {
        mouse("mouseMoved", left, top, "none");
    }

    void press(double left, double top) throws Exception {
        mouse("mousePressed", left, top, "left");
    }

    void release(double left, double top) throws Exception {
        mouse("mouseReleased", left, top, "left");
    }

    void type(String text) throws Exception {
        call("Input.insertText", Map.of("text", text));
    }

    /** What went wrong in the page: what it threw, and errors on its console. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** Everything the page asked for. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() throws Exception {
        session = "";
        call("Browser.close", Map.of());
        process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS);
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        await().until(() -> !process.isAlive());
    }

    private void mouse(String type, double left, double top, String button) throws Exception {
        call(
                "Input.dispatchMouseEvent",
                Map.of(
                        "type",
                        type,
                        "x",
                        left,
                        "y",
                        top,
                        "button",
                        button,
                        "buttons",
                        button.equals("left") ? 1 : 0,
                        "clickCount",
                        1));
    }

    private JsonNode call(String method, Map<String, ?> parameters) throws Exception {
        int number = calls.incrementAndGet();
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("id", number);
        message.put("method", method);
        message.put("params", parameters);
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        pending.put(number, answer);
        socket.sendText(MAPPER.writeValueAsString(message), true).get(ANSWER_SECONDS, TimeUnit.SECONDS);
        JsonNode node = answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        assertThat(node.path("error").toString()).as(method).isEmpty();
        return node.path("result");
    }

    private void received(JsonNode message) {
        if (message.has("id")) {
            CompletableFuture<JsonNode> answer =
                    pending.remove(message.path("id").asInt());
            if (answer != null) {
                answer.complete(message);
            }
            return;
        }
        JsonNode parameters = message.path("params");
        switch (message.path("method").asString()) {
            case "Runtime.exceptionThrown" -> complaints.add(parameters.toString());
            case "Runtime.consoleAPICalled" -> {
                if (List.of("error", "warning", "assert")
                        .contains(parameters.path("type").asString())) {
                    complaints.add(parameters.toString());
                }
            }
            case "Log.entryAdded" -> {
                if (parameters.path("entry").path("level").asString().equals("error")) {
                    complaints.add(parameters.toString());
                }
            }
            case "Network.requestWillBeSent" ->
                requests.add(parameters.path("request").path("url").asString());
            default -> {
                // of no interest here
            }
        }
    }

    private static Path executable() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(java.io.File.pathSeparator))
                .map(folder -> Path.of(folder, "chromium"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "this test needs chromium on the PATH; on Debian: apt-get install chromium"));
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
            text.append(part);
            if (isLast) {
                String whole = text.toString();
                text.setLength(0);
                received(MAPPER.readTree(whole));
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }
}
