package io.millrace.benchmarks.dataplane;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Horizontal bars in groups, drawn as SVG: a bar's length is its value, from zero, with its value in digits behind it.
 *
 * @param title above it
 * @param series what the colours mean, in the order of the legend
 */
record BarPlot(String title, List<String> series, List<Group> groups) {
    /** What stands together under one label. */
    record Group(String label, List<Bar> bars) {}

    /**
     * @param series the index of what it is of
     * @param value zero or more
     */
    record Bar(int series, double value) {}

    private static final List<String> COLOURS = List.of("#8a8f98", "#0b6e4f", "#d1495b", "#edae49", "#5b5fc7");
    private static final int WIDTH = 860;
    private static final int LEFT = 190;
    private static final int RIGHT = 70;
    private static final int TOP = 78;
    private static final int BOTTOM = 34;
    private static final int BAR = 15;
    private static final int GAP = 14;
    private static final int MOST_MARKS = 8;

    /** The document. */
    String svg() {
        int height = TOP + BOTTOM;
        for (Group group : groups) {
            height += group.bars().size() * BAR + GAP;
        }
        double step = step();
        double scale = (WIDTH - LEFT - RIGHT) / Math.max(step, Math.ceil(greatest() / step) * step);
        List<String> parts = new ArrayList<>();
        parts.add(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                        + " font-family=\"sans-serif\" font-size=\"12\">",
                WIDTH,
                height,
                WIDTH,
                height));
        parts.add("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
        parts.add(text(20, 26, "start", title, " font-size=\"15\" font-weight=\"bold\""));
        legend(parts);
        axis(parts, step, scale, height);
        bars(parts, scale);
        parts.add("</svg>\n");
        return String.join("\n", parts);
    }

    private void legend(List<String> parts) {
        int x = 20;
        for (int number = 0; number < series.size(); number++) {
            parts.add(rectangle(x, 42, 12, 12, colour(number)));
            parts.add(text(x + 18, 53, "start", series.get(number), ""));
            x += 40 + 7 * series.get(number).length();
        }
    }

    private static void axis(List<String> parts, double step, double scale, int height) {
        int right = WIDTH - RIGHT;
        for (double value = 0; LEFT + value * scale <= right + 0.5; value += step) {
            double x = LEFT + value * scale;
            parts.add(String.format(
                    Locale.ROOT,
                    "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#dddddd\"/>",
                    x,
                    TOP - 8,
                    x,
                    height - BOTTOM));
            parts.add(text(x, height - BOTTOM + 18, "middle", mark(value), ""));
        }
    }

    private void bars(List<String> parts, double scale) {
        int y = TOP;
        for (Group group : groups) {
            double middle = y + group.bars().size() * BAR / 2.0 + 4;
            parts.add(text(LEFT - 10, middle, "end", group.label(), ""));
            for (Bar bar : group.bars()) {
                double length = Math.max(1, bar.value() * scale);
                parts.add(rectangle(LEFT, y + 1, length, BAR - 2, colour(bar.series())));
                parts.add(text(LEFT + length + 5, y + BAR - 3, "start", digits(bar.value()), " font-size=\"11\""));
                y += BAR;
            }
            y += GAP;
        }
    }

    private double greatest() {
        return groups.stream()
                .flatMap(group -> group.bars().stream())
                .mapToDouble(Bar::value)
                .max()
                .orElse(0);
    }

    /** 1, 2 or 5 times a power of ten, so that there are not too many marks. */
    private double step() {
        double step = 0.1;
        for (int number = 0; greatest() / step > MOST_MARKS; number++) {
            step *= number % 3 == 1 ? 2.5 : 2;
        }
        return step;
    }

    private static String colour(int series) {
        return COLOURS.get(series % COLOURS.size());
    }

    private static String mark(double value) {
        return String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f" : "%.1f", value);
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
    }

    private static String rectangle(double x, double y, double width, double height, String colour) {
        return String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
                x,
                y,
                width,
                height,
                colour);
    }

    private static String text(double x, double y, String anchor, String text, String more) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#222222\"%s>%s</text>",
                x,
                y,
                anchor,
                more,
                escaped);
    }
}
