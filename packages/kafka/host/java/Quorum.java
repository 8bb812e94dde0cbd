import java.io.FileReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.RaftVoterEndpoint;
import org.apache.kafka.common.Uuid;

/**
 * What a controller has to know and do before it has a vote.
 *
 *   java -cp '/opt/kafka/libs/*' Quorum.java formed admin.properties host:port,host:port
 *   java -cp '/opt/kafka/libs/*' Quorum.java join admin.properties metadata-directory nodeId host port
 *
 * formed: whether one of these controllers belongs to a quorum with a leader. Exit status: 0 it does,
 * 3 none of them is there, 1 there are some and no leader: try again.
 * join: gives this controller its vote. Exit status: 0 it has one, 3 only a person can tell, 1 try again.
 */
public class Quorum {
  public static void main(String[] args) throws Exception {
    var settings = new Properties();
    try (var reader = new FileReader(args[1])) {
      settings.load(reader);
    }
    System.exit(
        switch (args[0]) {
          case "formed" -> formed(settings, args[2]);
          case "join" -> join(settings, args[2], Integer.parseInt(args[3]), args[4], Integer.parseInt(args[5]));
          default -> throw new IllegalArgumentException("unknown task " + args[0]);
        });
  }

  /** No controller answers before there has been a quorum: those that join are formatted only then. */
  static int formed(Properties settings, String others) throws Exception {
    if (Stream.of(others.split(",")).noneMatch(Quorum::answers)) return 3;
    settings.remove("bootstrap.servers");
    settings.put("bootstrap.controllers", others);
    settings.put("request.timeout.ms", "5000");
    settings.put("default.api.timeout.ms", "60000");
    try (var admin = Admin.create(settings)) {
      return admin.describeMetadataQuorum().quorumInfo().get().leaderId() < 0 ? 1 : 0;
    }
  }

  static boolean answers(String endpoint) {
    int colon = endpoint.lastIndexOf(':');
    var address = new InetSocketAddress(endpoint.substring(0, colon), Integer.parseInt(endpoint.substring(colon + 1)));
    try (var socket = new Socket()) {
      socket.connect(address, 5000);
      return true;
    } catch (IOException silent) {
      return false;
    }
  }

  static int join(Properties settings, String directory, int id, String host, int port) throws Exception {
    var identity = new Properties();
    try (var reader = new FileReader(directory + "/meta.properties")) {
      identity.load(reader);
    }
    var own = Uuid.fromString(identity.getProperty("directory.id"));
    try (var admin = Admin.create(settings)) {
      List<QuorumInfo.ReplicaState> voters = admin.describeMetadataQuorum().quorumInfo().get().voters();
      for (var voter : voters) {
        if (voter.replicaId() != id) continue;
        if (voter.replicaDirectoryId().equals(own)) return 0;
        System.err.println("Controller " + id + " votes with a disk that it has lost, " + voter.replicaDirectoryId() + ".");
        System.err.println("When that disk will not come back: kafka-metadata-quorum.sh remove-controller for it, then");
        System.err.println("systemctl restart kafka-join.");
        return 3;
      }
      admin.addRaftVoter(id, own, Set.of(new RaftVoterEndpoint("CONTROLLER", host, port))).all().get();
      System.out.println("controller " + id + " votes");
      return 0;
    }
  }
}
