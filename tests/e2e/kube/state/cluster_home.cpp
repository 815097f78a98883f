#include "tests/e2e/kube/state/cluster_home.h"

#include "tests/unit/state/store_contract.h"

namespace trimtab::test {

Result<std::unique_ptr<Lease>> asked_for(const ClusterPlace& place, const std::string& identity, Clock& clock,
                                         const Lease::OnWait& on_wait) {
  LockHolder as = holder();
  as.pid = 7;
  as.host = "host-of-" + identity;
  return Lease::acquire(place, as, identity, clock, on_wait);
}

std::unique_ptr<Lease> acquired(const ClusterPlace& place, const std::string& identity, Clock& clock,
                                const Lease::OnWait& on_wait) {
  return value(asked_for(place, identity, clock, on_wait));
}

ClusterHome::ClusterHome() { reopen(); }

void ClusterHome::close() {
  store_.reset();
  lease_.reset();
}

void ClusterHome::reopen() {
  close();
  static int number = 0;
  lease_ = acquired(place(), "writer-" + std::to_string(++number), clock);
  store_ = value(ClusterStore::open_for_writing(place(), *lease_, clock));
}

std::unique_ptr<ClusterStore> ClusterHome::reader() { return ClusterStore::open_for_reading(place(), clock); }

std::set<std::string> ClusterHome::parts() {
  const KubeList list = value(api_.client().list_metadata("v1", "Secret", name_space_, place().part_selector()));
  std::set<std::string> names;
  for (const Value& part : list.items) names.insert(part.at("metadata").at("name"));
  return names;
}

std::set<std::string> ClusterHome::named_parts() {
  std::set<std::string> names;
  const FoundHead found = value(find_head(place()));
  for (const Stored& stored : found.head.stored()) {
    for (std::uint32_t part = 0; part < stored.parts; ++part) names.insert(place().part(stored.name(part)).name);
  }
  return names;
}

std::uint64_t ClusterHome::commits() { return value(find_head(place())).head.commit; }

void settle_open_run(Store& store) {
  const auto open = settle_open_intents(store);
  if (open) (void)value(store.end(*open, RunResult::interrupted, "", std::nullopt));
}

}  // namespace trimtab::test
