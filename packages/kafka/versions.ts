/**
 * Runs on Java 17, has the dynamic quorum (KIP-853), and is a version that MSK offers too.
 * @source https://kafka.apache.org/downloads; https://docs.aws.amazon.com/msk/latest/developerguide/supported-kafka-versions.html
 */
export const KAFKA_VERSION = '3.9.1';

/** The agent that shows Kafka's JMX beans to Prometheus. @source https://github.com/prometheus/jmx_exporter/releases */
export const JMX_EXPORTER_VERSION = '1.0.1';

/** A JDK and not a JRE: provisioning and health checks are single Java files, which it runs as they are. */
export const JAVA_PACKAGE = 'openjdk-17-jdk-headless';
