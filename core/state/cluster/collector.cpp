#include "core/state/cluster/collector.h"

#include <limits>
#include <set>

#include "core/model/value_fields.h"

namespace trimtab {

namespace {

/// The name behind "trimtab.STACK." says it; what we did not name is nobody's.
std::uint64_t epoch_of(const ClusterPlace& place, const std::string& name) {
  const std::string ours = place.part("").name;
  const auto stored = name.starts_with(ours) ? Stored::parse(std::string_view(name).substr(ours.size())) : std::nullopt;
  return stored ? stored->epoch : 0;
}

}  // namespace

Status collect(const ClusterPlace& place, const Head& head, std::uint64_t epoch) {
  std::set<std::string> named;
  for (const Stored& stored : head.stored()) {
    for (std::uint32_t part = 0; part < stored.parts; ++part) named.insert(place.part(stored.name(part)).name);
  }
  TRIMTAB_TRY(const KubeList parts,
              place.client.list_metadata("v1", "Secret", place.name_space, place.part_selector()));
  for (const Value& part : parts.items) {
    const KubeKey key = key_of(part);
    if (named.contains(key.name) || epoch_of(place, key.name) > epoch) continue;
    TRIMTAB_TRY([[maybe_unused]] const bool removed, place.client.remove(key, text_at(part, "/metadata/uid")));
  }
  return {};
}

Status forget(const ClusterPlace& place) {
  TRIMTAB_TRY(const auto head, place.client.get_metadata(place.head()));
  if (head) {
    TRIMTAB_TRY([[maybe_unused]] const bool removed,
                place.client.remove(place.head(), text_at(*head, "/metadata/uid")));
  }
  return collect(place, Head(), std::numeric_limits<std::uint64_t>::max());
}

}  // namespace trimtab
