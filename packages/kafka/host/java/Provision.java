import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Makes the topics, users and access lists of a cluster what cluster.json says. Run it as often as you like.
 *
 *   java -cp '/opt/kafka/libs/*' Provision.java admin.properties directory
 *
 * Access is made exactly as listed: a user or a permission that is not there is taken away.
 * Data is never deleted: a topic that is not listed stays, and so do surplus partitions; both are reported.
 * Exit status: 0 all is as listed, 3 something differs that only a person may change, 1 failure.
 */
public class Provision {
  /** Topic settings that cluster.json decides; others belong to whoever set them, such as a reassignment's throttle. */
  static final Set<String> OURS = Set.of("cleanup.policy", "retention.ms");

  static final ScramMechanism MECHANISM = ScramMechanism.SCRAM_SHA_512;
  static final int ITERATIONS = 8192;
  static final int PARTITIONS_PER_REQUEST = 2000;

  final Admin admin;
  final JsonNode wanted;
  final Path directory;
  final List<String> differs = new ArrayList<>();

  Provision(Admin admin, Path directory) throws Exception {
    this.admin = admin;
    this.directory = directory;
    this.wanted = new ObjectMapper().readTree(directory.resolve("cluster.json").toFile());
  }

  public static void main(String[] args) throws Exception {
    var settings = new Properties();
    try (var reader = new FileReader(args[0])) {
      settings.load(reader);
    }
    try (var admin = Admin.create(settings)) {
      var provision = new Provision(admin, Path.of(args[1]));
      provision.awaitBrokers(Duration.ofMinutes(5));
      provision.topics();
      provision.users();
      provision.acls();
      provision.differs.forEach(line -> System.out.println("differs: " + line));
      System.exit(provision.differs.isEmpty() ? 0 : 3);
    }
  }

  /** A topic cannot have more copies than there are brokers. */
  void awaitBrokers(Duration patience) throws Exception {
    var deadline = Instant.now().plus(patience);
    for (int needed = wanted.get("copies").asInt(); ; Thread.sleep(1000)) {
      int there = admin.describeCluster().nodes().get().size();
      if (there >= needed) return;
      if (Instant.now().isAfter(deadline)) throw new IllegalStateException(there + " brokers are up, and topics need " + needed);
    }
  }

  void topics() throws Exception {
    var copies = (short) wanted.get("copies").asInt();
    var existing = admin.listTopics().names().get();
    var missing = new ArrayList<NewTopic>();
    var known = new TreeMap<String, JsonNode>();
    for (var topic : wanted.get("topics")) {
      var name = topic.get("name").asText();
      if (existing.contains(name)) known.put(name, topic);
      else missing.add(new NewTopic(name, topic.get("partitions").asInt(), copies).configs(configs(topic)));
    }
    create(missing);

    var more = new HashMap<String, NewPartitions>();
    for (TopicDescription found : admin.describeTopics(known.keySet()).allTopicNames().get().values()) {
      int has = found.partitions().size();
      int wants = known.get(found.name()).get("partitions").asInt();
      if (has < wants) more.put(found.name(), NewPartitions.increaseTo(wants));
      if (has > wants) differs.add(found.name() + " has " + has + " partitions, not " + wants);
      for (var partition : found.partitions())
        if (partition.replicas().size() != copies) {
          differs.add(found.name() + " has " + partition.replicas().size() + " copies, not " + copies);
          break;
        }
    }
    admin.createPartitions(more).all().get();
    more.forEach((name, to) -> System.out.println("topic " + name + " has " + to.totalCount() + " partitions now"));
    settings(known);
    for (var name : existing) if (!known.containsKey(name) && !name.startsWith("__")) differs.add(name + " is not listed");
  }

  /** In requests of limited size: the controllers refuse one with more than 10,000 partitions. */
  void create(List<NewTopic> topics) throws Exception {
    var batch = new ArrayList<NewTopic>();
    int partitions = 0;
    for (var topic : topics) {
      if (partitions + topic.numPartitions() > PARTITIONS_PER_REQUEST && !batch.isEmpty()) {
        admin.createTopics(batch).all().get();
        batch.clear();
        partitions = 0;
      }
      batch.add(topic);
      partitions += topic.numPartitions();
    }
    admin.createTopics(batch).all().get();
    topics.forEach(topic -> System.out.println("created topic " + topic.name()));
  }

  void settings(Map<String, JsonNode> topics) throws Exception {
    var resources = topics.keySet().stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    var changes = new HashMap<ConfigResource, java.util.Collection<AlterConfigOp>>();
    for (var found : admin.describeConfigs(resources).all().get().entrySet()) {
      var wants = configs(topics.get(found.getKey().name()));
      var ops = new ArrayList<AlterConfigOp>();
      for (var key : OURS) {
        var entry = found.getValue().get(key);
        boolean set = entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG;
        var value = wants.get(key);
        if (value == null && set) ops.add(new AlterConfigOp(new ConfigEntry(key, ""), AlterConfigOp.OpType.DELETE));
        if (value != null && !(set && value.equals(entry.value())))
          ops.add(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET));
      }
      if (!ops.isEmpty()) changes.put(found.getKey(), ops);
    }
    admin.incrementalAlterConfigs(changes).all().get();
    changes.keySet().forEach(topic -> System.out.println("set up topic " + topic.name()));
  }

  static Map<String, String> configs(JsonNode topic) {
    var configs = new TreeMap<String, String>();
    topic.get("configs").fields().forEachRemaining(field -> configs.put(field.getKey(), field.getValue().asText()));
    return configs;
  }

  /** A cluster does not tell passwords, so each is set again: that is how a new one takes effect. */
  void users() throws Exception {
    var changes = new ArrayList<UserScramCredentialAlteration>();
    var names = new HashSet<String>();
    for (var user : wanted.get("users")) {
      var name = user.asText();
      names.add(name);
      var password = Files.readAllBytes(directory.resolve("users").resolve(name));
      changes.add(new UserScramCredentialUpsertion(name, new ScramCredentialInfo(MECHANISM, ITERATIONS), password));
    }
    for (var name : admin.describeUserScramCredentials().users().get())
      if (!names.contains(name)) {
        changes.add(new UserScramCredentialDeletion(name, MECHANISM));
        System.out.println("removed user " + name);
      }
    admin.alterUserScramCredentials(changes).all().get();
    awaitUsers(names);
  }

  /** The controllers know a user at once, and brokers a moment later. */
  void awaitUsers(Set<String> names) throws Exception {
    while (!admin.describeUserScramCredentials().users().get().containsAll(names)) Thread.sleep(100);
  }

  void acls() throws Exception {
    var listed = new HashSet<AclBinding>();
    for (var acl : wanted.get("acls"))
      listed.add(
          new AclBinding(
              new ResourcePattern(
                  ResourceType.valueOf(acl.get("resource").asText()),
                  acl.get("name").asText(),
                  PatternType.valueOf(acl.get("pattern").asText())),
              new AccessControlEntry(
                  "User:" + acl.get("user").asText(),
                  "*",
                  AclOperation.valueOf(acl.get("operation").asText()),
                  AclPermissionType.ALLOW)));
    var existing = new HashSet<>(admin.describeAcls(AclBindingFilter.ANY).values().get());
    var missing = listed.stream().filter(acl -> !existing.contains(acl)).toList();
    var surplus = existing.stream().filter(acl -> !listed.contains(acl)).toList();
    admin.createAcls(missing).all().get();
    admin.deleteAcls(surplus.stream().map(AclBinding::toFilter).toList()).all().get();
    if (!missing.isEmpty()) System.out.println("granted " + missing.size() + " permissions");
    surplus.forEach(acl -> System.out.println("took away " + acl));
  }
}
