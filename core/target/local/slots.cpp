#include "core/target/local/slots.h"

#include <set>

#include "core/target/lowering_words.h"

namespace trimtab {
namespace {

// Stacks whose state this one cannot see start at different places, so that they seldom meet.
constexpr std::int64_t account_stride = 20;

std::int64_t preferred_account(const std::string& stack) {
  std::uint32_t hash = 2166136261U;  // FNV-1a
  for (const char c : stack) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return first_account + hash % ((last_account - first_account) / account_stride) * account_stride;
}

std::int64_t integer(const Value& spec, const char* key, std::int64_t otherwise) {
  const auto found = spec.find(key);
  return found != spec.end() && found->is_number_integer() ? found->get<std::int64_t>() : otherwise;
}

void add_port(const Resource& resource, std::vector<SlotRequest>& requests) {
  const bool numbered = resource.spec.contains("replicas");
  const std::int64_t count = numbered ? integer(resource.spec, "replicas", 1) : 1;
  const auto fixed = resource.spec.find("fixed");
  for (std::int64_t i = 0; i < count; ++i) {
    SlotRequest request;
    request.key = port_slot(resource.id.component(), resource.id.name(), numbered ? i + 1 : 0);
    request.pool = port_pool;
    request.prefer = integer(resource.spec, "port", 20000) + i;
    request.fixed = fixed != resource.spec.end() && fixed->is_boolean() && fixed->get<bool>();
    request.first = request.fixed ? request.prefer : std::min<std::int64_t>(request.prefer, 1024);
    request.last = request.fixed ? request.prefer : 65535;
    request.from = resource.from;
    requests.push_back(std::move(request));
  }
}

SlotRequest account_request(std::string key, std::string_view pool, const std::string& stack) {
  return {std::move(key), std::string(pool), first_account, last_account, preferred_account(stack), false, false, {}};
}

}  // namespace

std::string port_slot(std::string_view component, std::string_view endpoint, std::int64_t replica) {
  const std::string key = std::string(component) + "/endpoint/" + std::string(endpoint);
  return replica == 0 ? key : key + "/" + std::to_string(replica);
}

std::string uid_slot(std::string_view component) { return std::string(component) + "/user/uid"; }

std::string gid_slot() { return "@stack/user/gid"; }

std::vector<SlotRequest> local_slots(std::span<const Resource> resources, const LocalSettings& settings) {
  std::vector<SlotRequest> requests;
  std::set<std::string, std::less<>> components;
  const bool own_accounts = settings.root && !settings.fixed;
  if (own_accounts && !resources.empty()) requests.push_back(account_request(gid_slot(), gid_pool, settings.stack));
  for (const Resource& resource : resources) {
    if (own_accounts && components.emplace(resource.id.component()).second) {
      requests.push_back(account_request(uid_slot(resource.id.component()), uid_pool, settings.stack));
    }
    if (resource.id.type() == "endpoint") add_port(resource, requests);
    if (resource.id.type() == "slot") requests.push_back(slot_request(resource));
  }
  return requests;
}

bool is_taken_locally(const Value& facts, std::string_view pool, std::int64_t number) {
  const char* list = pool == port_pool ? "ports" : pool == uid_pool ? "uids" : pool == gid_pool ? "gids" : nullptr;
  if (list == nullptr || !facts.is_object()) return false;
  const auto found = facts.find(list);
  if (found == facts.end() || !found->is_array()) return false;
  for (const Value& taken : *found) {
    if (taken == number) return true;
  }
  return false;
}

}  // namespace trimtab
