#include "core/target/kubernetes/cluster_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/support/digest.h"
#include "core/support/text.h"
#include "core/target/kubernetes/access_mode.h"
#include "core/target/kubernetes/health/fields.h"
#include "core/target/kubernetes/names.h"

namespace trimtab {
namespace {

using Answer = Result<Value> (*)(const KubernetesSite&, const FactRequest&);

Result<Value> namespace_fact(const KubernetesSite& site, const FactRequest&) {
  TRIMTAB_TRY(const auto found, site.client.get({"v1", "Namespace", "", site.settings.name_space}));
  const std::string level =
      found ? text_at(*found, "/metadata/labels/pod-security.kubernetes.io~1enforce", "privileged") : "privileged";
  return Value{{"exists", found.has_value()}, {"pod_security", level}};
}

Result<Value> volume_claim_fact(const KubernetesSite& site, const FactRequest& request) {
  const std::string name = request.spec.at("name").get<std::string>();
  TRIMTAB_TRY(const auto found, site.client.get({"v1", "PersistentVolumeClaim", site.settings.name_space, name}));
  if (!found) return Value{{"exists", false}};
  Value access = Value::array();
  const Value& offered = list_at(*found, "/spec/accessModes");
  for (const Value& mode : offered) access.push_back(access_of(mode.get<std::string>()));
  return Value{{"exists", true},
               {"phase", text_at(*found, "/status/phase")},
               {"access", std::move(access)},
               {"size", text_at(*found, "/spec/resources/requests/storage")}};
}

/// A service that is only tried: the server checks it, and makes nothing. Without an address of its own it gets the
/// first one of the range, which no service can have.
Result<Value> service_on_trial(const KubernetesSite& site, const std::string& name, const std::string& address) {
  TRIMTAB_TRY(const auto home, site.client.get({"v1", "Namespace", "", site.settings.name_space}));
  Value service{{"apiVersion", "v1"},
                {"kind", "Service"},
                {"metadata", {{"name", name}, {"namespace", home ? site.settings.name_space : "default"}}},
                {"spec", {{"ports", {{{"name", "main"}, {"port", 1}}}}}}};
  if (!address.empty()) service["spec"]["clusterIP"] = address;
  return site.client.apply(service, {.manager = field_manager, .dry_run = true});
}

/// Of the lower part of a range, which servers keep for addresses that are asked for, behind those that everybody asks
/// for; the first place to look follows from the name. The smallest range that is usual has 256.
Result<std::string> free_address(const KubernetesSite& site, const std::string& name) {
  constexpr unsigned first = 16;
  constexpr unsigned count = 224;
  constexpr unsigned tries = 16;
  TRIMTAB_TRY(const Value service, service_on_trial(site, name, {}));
  const std::string range = text_at(service, "/spec/clusterIP");
  const unsigned start = static_cast<unsigned>(std::stoul(sha256(name).substr(0, 6), nullptr, 16));
  std::optional<Error> last;
  for (unsigned i = 0; i < tries; ++i) {
    std::string address = address_after(range, first + (start + i) % count);
    auto tried = service_on_trial(site, name, address);
    if (tried) return address;
    if (tried.error().code != Errc::failed) return std::unexpected(std::move(tried).error());
    last = std::move(tried).error();
  }
  return std::unexpected(std::move(*last));
}

Result<Value> service_address_fact(const KubernetesSite& site, const FactRequest& request) {
  const Id endpoint(request.component, "endpoint", request.spec.at("endpoint").get<std::string>());
  const std::string name = native_name(site.settings.stack, endpoint);
  TRIMTAB_TRY(const auto found, site.client.get({"v1", "Service", site.settings.name_space, name}));
  std::string address = found ? text_at(*found, "/spec/clusterIP") : std::string();
  if (address.empty()) {
    TRIMTAB_TRY(address, free_address(site, name));
  }
  return Value{{"address", address}};
}

constexpr std::array<std::pair<std::string_view, Answer>, 3> answer_words{{
    {"namespace", namespace_fact},
    {"volume-claim", volume_claim_fact},
    {"service-address", service_address_fact},
}};

Answer answer_for(std::string_view type) {
  const auto* const found = std::ranges::find(answer_words, type, &std::pair<std::string_view, Answer>::first);
  return found == answer_words.end() ? nullptr : found->second;
}

}  // namespace

std::string address_after(const std::string& first, unsigned number) {
  if (first.contains(':')) return first + fmt::format("{:x}", number);
  const std::vector<std::string> parts = split(first, '.');
  std::uint64_t value = 0;
  for (const std::string& part : parts) value = value * 256 + std::stoul(part);
  value += number;
  return fmt::format("{}.{}.{}.{}", value >> 24 & 255, value >> 16 & 255, value >> 8 & 255, value & 255);
}

bool is_cluster_fact(const FactRequest& request) { return answer_for(request.type) != nullptr; }

Result<Value> cluster_fact(const KubernetesSite& site, const FactRequest& request) {
  return answer_for(request.type)(site, request);
}

}  // namespace trimtab
