import com.sun.net.httpserver.HttpServer;
import java.io.FileReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Shows Prometheus how far behind each consumer group is, in seconds and in messages.
 *
 *   java -cp '/opt/kafka/libs/*' Lag.java admin.properties address port
 *
 * The end of each partition is remembered every few seconds; a group is behind by the age of the moment when the end
 * was where the group is now. So the answer is a time for any rate of messages, and exact to one interval. A group that
 * is behind for longer than this program remembers is behind by at least that much.
 */
public class Lag {
  static final long INTERVAL_MS = 5_000;
  static final int REMEMBERED = 360; // half an hour

  record Sample(long time, long end) {}

  record Key(String group, String topic) implements Comparable<Key> {
    public int compareTo(Key other) {
      return (group + " " + topic).compareTo(other.group + " " + other.topic);
    }
  }

  record Behind(double seconds, long messages) {
    Behind plus(Behind other) {
      return new Behind(Math.max(seconds, other.seconds), messages + other.messages);
    }
  }

  final Map<TopicPartition, Deque<Sample>> history = new HashMap<>();
  volatile String page = "";

  public static void main(String[] args) throws Exception {
    var settings = new Properties();
    try (var reader = new FileReader(args[0])) {
      settings.load(reader);
    }
    var lag = new Lag();
    var server = HttpServer.create(new InetSocketAddress(args[1], Integer.parseInt(args[2])), 16);
    server.createContext("/metrics", exchange -> {
      var body = lag.page.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      exchange.sendResponseHeaders(body.length == 0 ? 503 : 200, body.length == 0 ? -1 : body.length);
      try (var out = exchange.getResponseBody()) {
        out.write(body);
      }
    });
    server.start();
    try (var admin = Admin.create(settings)) {
      for (; ; Thread.sleep(INTERVAL_MS)) lag.measure(admin);
    } catch (Exception failure) {
      // Old figures would look like health: the unit is started again instead.
      failure.printStackTrace();
      System.exit(1);
    }
  }

  void measure(Admin admin) throws Exception {
    var groups = admin.listConsumerGroups().all().get().stream().map(ConsumerGroupListing::groupId).toList();
    var committed =
        admin
            .listConsumerGroupOffsets(
                groups.stream().collect(Collectors.toMap(group -> group, group -> new ListConsumerGroupOffsetsSpec())))
            .all()
            .get();
    var partitions = new HashSet<TopicPartition>();
    committed.values().forEach(offsets -> partitions.addAll(offsets.keySet()));
    var latest = partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    var ends = admin.listOffsets(latest).all().get();
    long now = System.currentTimeMillis();
    history.keySet().retainAll(partitions);
    ends.forEach((partition, end) -> remember(partition, new Sample(now, end.offset())));

    var behind = new TreeMap<Key, Behind>();
    committed.forEach((group, offsets) ->
        offsets.forEach((partition, at) -> {
          if (at != null)
            behind.merge(new Key(group, partition.topic()), behind(partition, at.offset(), now), Behind::plus);
        }));
    page = render(behind);
  }

  void remember(TopicPartition partition, Sample sample) {
    var samples = history.computeIfAbsent(partition, p -> new ArrayDeque<>());
    samples.addLast(sample);
    if (samples.size() > REMEMBERED) samples.removeFirst();
  }

  /** The last moment at which the end of the partition was not yet beyond what the group has read. */
  Behind behind(TopicPartition partition, long offset, long now) {
    var samples = history.get(partition);
    long messages = Math.max(0, samples.getLast().end() - offset);
    if (messages == 0) return new Behind(0, 0);
    long since = samples.getFirst().time();
    for (var sample : samples) {
      if (sample.end() > offset) break;
      since = sample.time();
    }
    return new Behind((now - since) / 1000.0, messages);
  }

  static String render(Map<Key, Behind> behind) {
    var text = new StringBuilder("# TYPE kafka_group_lag_seconds gauge\n");
    behind.forEach((key, lag) -> line(text, "kafka_group_lag_seconds", key, Double.toString(lag.seconds())));
    text.append("# TYPE kafka_group_lag_messages gauge\n");
    behind.forEach((key, lag) -> line(text, "kafka_group_lag_messages", key, Long.toString(lag.messages())));
    return text.toString();
  }

  static void line(StringBuilder text, String name, Key key, String value) {
    text.append(name).append("{group=\"").append(quoted(key.group())).append("\",topic=\"").append(quoted(key.topic()));
    text.append("\"} ").append(value).append('\n');
  }

  static String quoted(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
