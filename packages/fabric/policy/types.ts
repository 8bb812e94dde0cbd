/*
 * Who may pass the firewalls: made from the flows that the platform declares, and nothing else. Zones are the VRFs and
 * the two ways out, and between two zones nothing passes that no rule allows.
 */

/** A set of addresses under a name. */
export interface Group {
  /** `dc1-kafka-broker`, `use1`, `tenant-acme`, `any` */
  readonly name: string;
  /** Networks and addresses in CIDR form, in their order; empty for any. */
  readonly networks: readonly string[];
}

export interface Port {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

/** A public address that stands for an address inside. */
export interface PublicAddress {
  readonly public: string;
  readonly inside: string;
}

export interface Rule {
  /** `PLATFORM.dc1-kafka-broker>WAN.use1-kafka-broker`; never two with the same. */
  readonly id: string;
  readonly from: { readonly zone: string; readonly group: Group };
  readonly to: { readonly zone: string; readonly group: Group };
  readonly ports: readonly Port[];
  /** Ids of the flows, services and lines of the profile that ask for it. */
  readonly reasons: readonly string[];
  /** Whether both ends speak TLS, and which side of it is ours. */
  readonly tls: 'inbound' | 'outbound' | null;
  /** The tenant whose zone is one of its ends. */
  readonly tenant: string | null;
}

export interface Policy {
  readonly site: string;
  readonly zones: readonly string[];
  readonly rules: readonly Rule[];
  /** What is reached from the Internet, and under which addresses. */
  readonly published: readonly PublicAddress[];
}
