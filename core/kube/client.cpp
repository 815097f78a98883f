#include "core/kube/client.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/kube/path.h"
#include "core/model/value_fields.h"
#include "core/support/percent.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

constexpr const char* json = "application/json";
constexpr const char* metadata_only = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
constexpr const char* metadata_list = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
/// Any valid JSON is valid YAML; the type's name is all that says "apply".
constexpr const char* apply_patch = "application/apply-patch+yaml";
/// Few enough to stay far below etcd's and the network's limits, many enough that most lists are one request.
constexpr const char* page = "5000";

void take_page(Value& body, const std::string& api_version, const std::string& kind, KubeList& list) {
  list.resource_version = text_at(body, "/metadata/resourceVersion");
  const auto items = body.find("items");
  if (items == body.end() || !items->is_array()) return;
  list.items.reserve(list.items.size() + items->size());
  for (Value& item : *items) {
    item["apiVersion"] = api_version;
    item["kind"] = kind;
    list.items.push_back(std::move(item));
  }
}

}  // namespace

std::string KubeKey::text() const {
  return printable(fmt::format("{} {}{} ({})", kind, name_space.empty() ? "" : name_space + "/", name, api_version));
}

KubeKey key_of(const Value& object) {
  return {text_at(object, "/apiVersion"), text_at(object, "/kind"), text_at(object, "/metadata/namespace"),
          text_at(object, "/metadata/name")};
}

Result<KubeKind> KubeClient::kind_of(const std::string& api_version, const std::string& kind) const {
  const auto known = kinds();
  if (const KubeKind* found = known->find(api_version, kind)) return *found;
  return fail(Errc::failed, "E0810",
              fmt::format("the cluster has no kind {} in {}", printable(kind), printable(api_version)));
}

Result<std::string> KubeClient::path_of(const KubeKey& key) const {
  TRIMTAB_TRY(const KubeKind kind, kind_of(key.api_version, key.kind));
  if (key.name.empty()) return fail(Errc::invalid, "E0811", key.kind + " without a name");
  if (kind.namespaced && key.name_space.empty())
    return fail(Errc::invalid, "E0811", key.text() + " without a namespace");
  return collection_path(kind, key.name_space) + "/" + percent_encoded(key.name);
}

Result<KubeAnswer> KubeClient::write(const char* verb, const char* method, std::string path, const Value& body,
                                     const char* content_type) {
  KubeRequest request;
  request.verb = verb;
  request.method = method;
  request.path = std::move(path);
  request.body = body.dump();
  request.content_type = content_type;
  return session_.call(request);
}

Result<std::optional<Value>> KubeClient::get(const KubeKey& key) { return get_as(key, json); }

Result<std::optional<Value>> KubeClient::get_metadata(const KubeKey& key) { return get_as(key, metadata_only); }

Result<std::optional<Value>> KubeClient::get_as(const KubeKey& key, const char* accept) {
  KubeRequest request;
  request.accept = accept;
  TRIMTAB_TRY(request.path, path_of(key));
  TRIMTAB_TRY(KubeAnswer answer, session_.call(request));
  if (answer.good()) return std::move(answer.body);
  if (answer.status == 404) return std::nullopt;
  return std::unexpected(refusal("get " + key.text(), answer));
}

Result<KubeList> KubeClient::list(const std::string& api_version, const std::string& kind,
                                  const std::string& name_space, const std::string& label_selector) {
  return list_as(api_version, kind, name_space, label_selector, json);
}

Result<KubeList> KubeClient::list_metadata(const std::string& api_version, const std::string& kind,
                                           const std::string& name_space, const std::string& label_selector) {
  return list_as(api_version, kind, name_space, label_selector, metadata_list);
}

Result<KubeList> KubeClient::list_as(const std::string& api_version, const std::string& kind,
                                     const std::string& name_space, const std::string& label_selector,
                                     const char* accept) {
  TRIMTAB_TRY(const KubeKind known, kind_of(api_version, kind));
  std::map<std::string, std::string> query{{"limit", page}};
  if (!label_selector.empty()) query["labelSelector"] = label_selector;
  KubeList list;
  while (true) {
    KubeRequest request;
    request.verb = "list";
    request.accept = accept;
    request.path = collection_path(known, name_space) + query_text(query);
    TRIMTAB_TRY(KubeAnswer answer, session_.call(request));
    // The place in the middle is too old: from the beginning, and whole.
    if (answer.status == 410 && query.contains("continue")) {
      query.erase("continue");
      query.erase("limit");
      list = {};
      continue;
    }
    if (!answer.good())
      return std::unexpected(refusal(fmt::format("list {} of {}", known.plural, api_version), answer));
    take_page(answer.body, api_version, kind, list);
    const std::string rest = text_at(answer.body, "/metadata/continue");
    if (rest.empty()) return list;
    query["continue"] = rest;
  }
}

Result<Value> KubeClient::apply(const Value& object, const KubeApply& how) {
  const KubeKey key = key_of(object);
  TRIMTAB_TRY(const std::string path, path_of(key));
  std::map<std::string, std::string> query{{"fieldManager", how.manager}, {"fieldValidation", "Strict"}};
  query["force"] = how.force ? "true" : "false";
  if (how.dry_run) query["dryRun"] = "All";
  TRIMTAB_TRY(KubeAnswer answer, write("apply", "PATCH", path + query_text(query), object, apply_patch));
  const std::vector<FieldConflict> conflicts = conflicts_in(answer);
  if (how.may_take && !conflicts.empty() && std::ranges::all_of(conflicts, how.may_take)) {
    query["force"] = "true";
    TRIMTAB_TRY(answer, write("apply", "PATCH", path + query_text(query), object, apply_patch));
  }
  if (!answer.good()) return std::unexpected(refusal("apply " + key.text(), answer));
  return std::move(answer.body);
}

Result<std::optional<Value>> KubeClient::create(const Value& object, const std::string& manager) {
  const KubeKey key = key_of(object);
  TRIMTAB_TRY(const KubeKind kind, kind_of(key.api_version, key.kind));
  const std::string query = query_text({{"fieldManager", manager}, {"fieldValidation", "Strict"}});
  TRIMTAB_TRY(KubeAnswer answer, write("create", "POST", collection_path(kind, key.name_space) + query, object, json));
  if (answer.good()) return std::move(answer.body);
  if (answer.reason() == "AlreadyExists") return std::nullopt;
  return std::unexpected(refusal("create " + key.text(), answer));
}

Result<Value> KubeClient::replace(const Value& object, const std::string& manager) {
  const KubeKey key = key_of(object);
  if (text_at(object, "/metadata/resourceVersion").empty())
    return fail(Errc::internal, "E0811", "replace " + key.text() + " without the version it was read with");
  TRIMTAB_TRY(const std::string path, path_of(key));
  const std::string query = query_text({{"fieldManager", manager}, {"fieldValidation", "Strict"}});
  TRIMTAB_TRY(KubeAnswer answer, write("update", "PUT", path + query, object, json));
  if (!answer.good()) return std::unexpected(refusal("replace " + key.text(), answer));
  return std::move(answer.body);
}

Result<bool> KubeClient::remove(const KubeKey& key, const std::string& uid, const std::string& propagation) {
  TRIMTAB_TRY(const std::string path, path_of(key));
  const Value options{{"apiVersion", "v1"},
                      {"kind", "DeleteOptions"},
                      {"propagationPolicy", propagation},
                      {"preconditions", {{"uid", uid}}}};
  TRIMTAB_TRY(const KubeAnswer answer, write("delete", "DELETE", path, options, json));
  if (answer.good()) return true;
  // 409: it has another uid, so the one that was meant is gone.
  if (answer.status == 404 || answer.status == 409) return false;
  return std::unexpected(refusal("delete " + key.text(), answer));
}

Result<std::string> KubeClient::log(const KubeKey& pod, const KubeLog& what) {
  constexpr std::size_t limit = 1U << 20;
  std::map<std::string, std::string> query{{"tailLines", std::to_string(what.lines)},
                                           {"limitBytes", std::to_string(limit)}};
  if (what.previous) query["previous"] = "true";
  if (what.times) query["timestamps"] = "true";
  if (!what.since.empty()) query["sinceTime"] = what.since;
  if (!what.container.empty()) query["container"] = what.container;
  std::string text;
  KubeRequest request;
  request.verb = "log";
  TRIMTAB_TRY(request.path, path_of(pod));
  request.path += "/log" + query_text(query);
  request.accept = "*/*";
  request.on_body = [&text](std::string_view bytes) {
    text.append(bytes.substr(0, limit - text.size()));
    return text.size() < limit;
  };
  TRIMTAB_TRY(const KubeAnswer answer, session_.call(request));
  if (!answer.good()) return std::unexpected(refusal("log of " + pod.text(), answer));
  return text;
}

std::shared_ptr<const KubeKinds> KubeClient::kinds() const {
  const std::scoped_lock lock(mutex_);
  return kinds_;
}

bool KubeClient::knows(const std::string& api_version, const std::string& kind) const {
  return kinds()->find(api_version, kind) != nullptr;
}

Status KubeClient::discover_again() {
  const std::scoped_lock alone(discovering_);
  TRIMTAB_TRY(const KubeKindRoots found, discover_kinds(session_));
  learn(KubeKinds(found));
  return {};
}

void KubeClient::learn(KubeKinds kinds) {
  const std::scoped_lock lock(mutex_);
  kinds_ = std::make_shared<const KubeKinds>(std::move(kinds));
}

}  // namespace trimtab
