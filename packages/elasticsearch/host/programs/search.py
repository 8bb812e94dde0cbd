#!/usr/bin/python3
"""What a host of Elasticsearch, Kibana or Logstash does beside its work. Nothing but Python's own library.

  search.py formed NODE            exit 0 if another node says that there is a cluster
  search.py provision CLUSTER      tell the cluster what it must know; again and again, it changes nothing
  search.py publish NODE OBJECTS RULES   the same for Kibana: saved objects and rules
  search.py gate NODE QUESTION     exit 0 if so: joined, health, kibana, pipelines
  search.py metrics NODE           offer metrics to Prometheus
"""
import base64
import http.server
import json
import os
import ssl
import sys
import urllib.error
import urllib.request

SECONDS = 10


class Problem(Exception):
    pass


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def ask(node, method, url, body=None, user=None, headers=None, raw=None):
    """The status and the answer as JSON. Only what our own authority has signed, under the name that we ask for."""
    request = urllib.request.Request(url, method=method)
    if user:
        text = f"{user}:{read(os.path.join(node['passwords'], user))}"
        request.add_header("Authorization", "Basic " + base64.b64encode(text.encode()).decode())
    for key, value in (headers or {}).items():
        request.add_header(key, value)
    data = raw
    if body is not None:
        data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    context = ssl.create_default_context(cafile=node["ca"]) if url.startswith("https:") else None
    try:
        with urllib.request.urlopen(request, data, timeout=SECONDS, context=context) as response:
            return response.status, json.loads(response.read() or b"{}")
    except urllib.error.HTTPError as error:
        text = error.read()
        try:
            return error.code, json.loads(text or b"{}")
        except ValueError:
            return error.code, {"error": text.decode(errors="replace")}


def formed(node):
    for url in node["others"]:
        try:
            status, answer = ask(node, "GET", f"{url}/_cluster/health?timeout=2s", user="elastic")
        except OSError:
            continue
        if status == 200 and answer.get("number_of_nodes", 0) > 0:
            return None
    return "no other node says that there is a cluster"


def provision(cluster):
    url = cluster["url"]
    status, answer = ask(cluster, "GET", f"{url}/_cluster/health?wait_for_status=yellow&timeout=5s", user="elastic")
    if status != 200:
        raise Problem(f"the cluster is not ready: {status} {json.dumps(answer)[:300]}")
    for request in cluster["requests"]:
        method, path, body = request["method"], request["path"], request.get("body")
        if "unless" in request and ask(cluster, "GET", url + request["unless"], user="elastic")[0] == 200:
            continue
        if "password" in request:
            body = {**body, "password": read(os.path.join(cluster["secrets"], request["password"].split("/")[-1]))}
        raw = read(os.path.join(cluster["secrets"], request["file"].split("/")[-1])).encode() if "file" in request else None
        headers = {"Content-Type": "application/json"} if raw else None
        status, answer = ask(cluster, method, url + path, body, "elastic", headers, raw)
        if status >= 300:
            raise Problem(f"{method} {path}: {status} {json.dumps(answer)[:1000]}")
        print(f"{method} {path}: {status}", flush=True)
    with open(cluster["mark"], "w", encoding="utf-8"):
        pass


def publish(node, objects, rules):
    url, headers = node["kibana"], {"kbn-xsrf": "true"}
    boundary = "catalyst-objects"
    part = (f"--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"objects.ndjson\"\r\n"
            f"Content-Type: application/ndjson\r\n\r\n").encode()
    raw = part + read(objects).encode() + f"\r\n--{boundary}--\r\n".encode()
    status, answer = ask(node, "POST", f"{url}/api/saved_objects/_import?overwrite=true", user="kibana_publisher",
                         headers={**headers, "Content-Type": f"multipart/form-data; boundary={boundary}"}, raw=raw)
    if status != 200 or not answer.get("success"):
        raise Problem(f"saved objects: {status} {json.dumps(answer)[:1000]}")
    print(f"saved objects: {answer.get('successCount')}", flush=True)
    for rule in json.loads(read(rules)):
        path = f"{url}/api/alerting/rule/{rule['id']}"
        known, _ = ask(node, "GET", path, user="kibana_publisher", headers=headers)
        # What a rule is of can be said once.
        body = {key: value for key, value in rule["body"].items() if known != 200 or key not in ("rule_type_id", "consumer")}
        status, answer = ask(node, "PUT" if known == 200 else "POST", path, body, "kibana_publisher", headers)
        if status >= 300:
            raise Problem(f"rule {rule['body']['name']}: {status} {json.dumps(answer)[:1000]}")


def never_placed(node):
    """Whether all copies that are nowhere have never been anywhere: where there are fewer data nodes than copies, that stays."""
    path = "/_cat/shards?format=json&h=state,unassigned.reason"
    status, shards = ask(node, "GET", node["url"] + path, user="search_observer")
    reasons = {shard.get("unassigned.reason") for shard in shards if shard["state"] != "STARTED"} if status == 200 else {None}
    return reasons <= {"INDEX_CREATED", "REPLICA_ADDED", "CLUSTER_RECOVERED"}


def gate(node, question):
    if question == "kibana":
        status, answer = ask(node, "GET", f"{node['kibana']}/api/status")
        level = answer.get("status", {}).get("overall", {}).get("level")
        return None if status == 200 and level == "available" else f"Kibana is {level or status}"
    if question == "pipelines":
        status, answer = ask(node, "GET", f"{node['logstash']}/_node/stats/pipelines")
        missing = [name for name in node["pipelines"] if name not in answer.get("pipelines", {})]
        return f"no pipeline: {', '.join(missing)}" if status != 200 or missing else None
    if question == "joined":
        status, answer = ask(node, "GET", f"{node['url']}/_cat/nodes?format=json&h=name", user="search_observer")
        names = [entry["name"] for entry in answer] if status == 200 else []
        return None if node["name"] in names else f"the cluster does not know {node['name']}: {status}"
    status, answer = ask(node, "GET", f"{node['url']}/_cluster/health", user="search_observer")
    if status != 200:
        return f"the cluster does not answer: {status}"
    if answer["status"] == "green":
        return None
    if answer["status"] == "yellow" and answer["number_of_data_nodes"] < node["copies"] and never_placed(node):
        return None
    return (f"{answer['status']}: {answer['unassigned_shards']} shards are nowhere, "
            f"{answer['initializing_shards']} on their way, {answer['delayed_unassigned_shards']} wait for a node to come back")


def gauges(node):
    if "logstash" in node:
        return logstash_gauges(node)
    if "kibana" in node:
        status, answer = ask(node, "GET", f"{node['kibana']}/api/status")
        level = answer.get("status", {}).get("overall", {}).get("level")
        return [("kibana_available", {}, int(status == 200 and level == "available"))]
    return node_gauges(node)


def node_gauges(node):
    url, lines = node["url"], []
    status, answer = ask(node, "GET", f"{url}/_nodes/_local/stats/jvm,fs,indices,thread_pool,breaker", user="search_observer")
    if status != 200:
        raise Problem(f"the node does not answer: {status}")
    for stats in answer["nodes"].values():
        jvm, disk, indices = stats["jvm"], stats["fs"]["total"], stats["indices"]
        lines += [
            ("elasticsearch_jvm_memory_used_bytes", {"area": "heap"}, jvm["mem"]["heap_used_in_bytes"]),
            ("elasticsearch_jvm_memory_max_bytes", {"area": "heap"}, jvm["mem"]["heap_max_in_bytes"]),
            ("elasticsearch_jvm_gc_collection_seconds_total", {},
             sum(c["collection_time_in_millis"] for c in jvm["gc"]["collectors"].values()) / 1000),
            ("elasticsearch_filesystem_data_size_bytes", {}, disk["total_in_bytes"]),
            ("elasticsearch_filesystem_data_available_bytes", {}, disk["available_in_bytes"]),
            ("elasticsearch_indices_indexing_index_total", {}, indices["indexing"]["index_total"]),
            ("elasticsearch_indices_indexing_index_time_seconds_total", {}, indices["indexing"]["index_time_in_millis"] / 1000),
            ("elasticsearch_indices_search_query_total", {}, indices["search"]["query_total"]),
            ("elasticsearch_indices_search_query_time_seconds_total", {}, indices["search"]["query_time_in_millis"] / 1000),
            ("elasticsearch_thread_pool_rejected_total", {"type": "write"}, stats["thread_pool"]["write"]["rejected"]),
            ("elasticsearch_thread_pool_rejected_total", {"type": "search"}, stats["thread_pool"]["search"]["rejected"]),
            ("elasticsearch_breakers_tripped_total", {}, sum(b["tripped"] for b in stats["breakers"].values())),
        ]
    if node["eligible"]:
        lines += cluster_gauges(node)
    return lines


def cluster_gauges(node):
    url = node["url"]
    _, health = ask(node, "GET", f"{url}/_cluster/health", user="search_observer")
    lines = [("elasticsearch_cluster_health_status", {"color": color}, int(health["status"] == color))
             for color in ("green", "yellow", "red")]
    for key in ("number_of_nodes", "number_of_data_nodes", "active_shards", "unassigned_shards", "initializing_shards"):
        lines.append((f"elasticsearch_cluster_health_{key}", {}, health[key]))
    status, ilm = ask(node, "GET", f"{url}/catalyst-*/_ilm/explain?only_errors=true&expand_wildcards=all", user="search_observer")
    if status == 200:
        lines.append(("elasticsearch_ilm_errors", {}, len(ilm.get("indices", {}))))
    status, policies = ask(node, "GET", f"{url}/_slm/policy", user="search_observer")
    for name, policy in policies.items() if status == 200 else ():
        last = policy.get("last_success", {}).get("time", 0)
        lines.append(("elasticsearch_slm_last_success_timestamp_seconds", {"policy": name}, last / 1000))
    return lines


def logstash_gauges(node):
    _, answer = ask(node, "GET", f"{node['logstash']}/_node/stats/pipelines")
    lines = []
    for name, stats in answer["pipelines"].items():
        labels, queue = {"pipeline": name}, stats.get("queue", {})
        lines += [
            ("logstash_pipeline_events_in_total", labels, stats["events"]["in"]),
            ("logstash_pipeline_events_out_total", labels, stats["events"]["out"]),
            ("logstash_pipeline_queue_bytes", labels, queue.get("queue_size_in_bytes", 0)),
            ("logstash_pipeline_queue_max_bytes", labels, queue.get("max_queue_size_in_bytes", 0)),
            ("logstash_pipeline_dead_letter_bytes", labels, stats.get("dead_letter_queue", {}).get("queue_size_in_bytes", 0)),
        ]
    return lines


def exposition(lines):
    names = list(dict.fromkeys(name for name, _, _ in lines))
    text = []
    for name in names:
        text.append(f"# TYPE {name} {'counter' if name.endswith('_total') else 'gauge'}")
        for other, labels, value in lines:
            if other == name:
                pairs = ",".join(f'{key}="{label}"' for key, label in labels.items())
                text.append(f"{name}{{{pairs}}} {value}" if pairs else f"{name} {value}")
    return "\n".join(text) + "\n"


def metrics(node):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            try:
                body, status = exposition(gauges(node)).encode(), 200
            except (OSError, Problem, KeyError, ValueError) as problem:
                body, status = f"{type(problem).__name__}: {problem}\n".encode(), 503
            self.send_response(status)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    http.server.ThreadingHTTPServer((node["address"], node["metricsPort"]), Handler).serve_forever()


def main(words):
    verb, rest = words[0], words[1:]
    with open(rest[0], encoding="utf-8") as file:
        node = json.load(file)
    if verb == "formed":
        return formed(node)
    if verb == "provision":
        return provision(node)
    if verb == "publish":
        return publish(node, rest[1], rest[2])
    if verb == "gate":
        return gate(node, rest[1])
    if verb == "metrics":
        return metrics(node)
    return f"there is no '{verb}'"


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (OSError, Problem) as problem:
        sys.exit(str(problem))
