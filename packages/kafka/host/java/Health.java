import java.io.FileReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.common.Node;

/**
 * Asks the cluster one question about one node.
 *
 *   java -cp '/opt/kafka/libs/*' Health.java admin.properties registered|in-sync|quorum|voter nodeId
 *
 * Exit status: 0 healthy, 3 not, with the reason on standard error; 1 nobody answered.
 */
public class Health {
  /** A voter that has not caught up for so long is no help in an election. The quorum writes twice a second. */
  static final Duration BEHIND = Duration.ofSeconds(5);

  public static void main(String[] args) throws Exception {
    var settings = new Properties();
    try (var reader = new FileReader(args[0])) {
      settings.load(reader);
    }
    settings.put("request.timeout.ms", "5000");
    settings.put("default.api.timeout.ms", "15000");
    int id = Integer.parseInt(args[2]);
    try (var admin = Admin.create(settings)) {
      var problems =
          switch (args[1]) {
            case "registered" -> registered(admin, id);
            case "in-sync" -> inSync(admin, id);
            case "quorum" -> quorum(admin);
            case "voter" -> voter(admin, id);
            default -> throw new IllegalArgumentException("unknown question " + args[1]);
          };
      problems.forEach(System.err::println);
      System.exit(problems.isEmpty() ? 0 : 3);
    }
  }

  /** Whether clients are sent to the broker: a fenced one is not among the nodes of the cluster. */
  static List<String> registered(Admin admin, int id) throws Exception {
    var nodes = admin.describeCluster().nodes().get();
    return nodes.stream().anyMatch(node -> node.id() == id)
        ? List.of()
        : List.of("broker " + id + " is fenced; in service are " + nodes.stream().map(Node::idString).sorted().toList());
  }

  /** Whether the broker has caught up with the leaders of all partitions that it keeps a copy of. */
  static List<String> inSync(Admin admin, int id) throws Exception {
    var behind = new ArrayList<String>();
    var names = admin.listTopics(new org.apache.kafka.clients.admin.ListTopicsOptions().listInternal(true)).names().get();
    for (var topic : admin.describeTopics(names).allTopicNames().get().values())
      for (var partition : topic.partitions()) {
        boolean has = partition.replicas().stream().anyMatch(node -> node.id() == id);
        boolean current = partition.isr().stream().anyMatch(node -> node.id() == id);
        if (has && !current) behind.add(topic.name() + "-" + partition.partition() + " is behind on broker " + id);
      }
    return behind;
  }

  /** Whether the controller has a vote. */
  static List<String> voter(Admin admin, int id) throws Exception {
    var voters = admin.describeMetadataQuorum().quorumInfo().get().voters();
    return voters.stream().anyMatch(voter -> voter.replicaId() == id)
        ? List.of()
        : List.of("controller " + id + " has no vote; journalctl -u kafka-join says why");
  }

  /** Whether the controllers have a leader, and each of them follows it. */
  static List<String> quorum(Admin admin) throws Exception {
    QuorumInfo info = admin.describeMetadataQuorum().quorumInfo().get();
    if (info.leaderId() < 0) return List.of("the controllers have no leader");
    var voters = info.voters();
    long newest = voters.stream().mapToLong(voter -> voter.lastCaughtUpTimestamp().orElse(-1)).max().orElse(-1);
    return voters.stream()
        .filter(voter -> voter.replicaId() != info.leaderId())
        .filter(voter -> newest - voter.lastCaughtUpTimestamp().orElse(-1) > BEHIND.toMillis())
        .map(voter -> "controller " + voter.replicaId() + " does not follow the leader " + info.leaderId())
        .toList();
  }
}
