#include "core/state/cluster/lease_object.h"

#include <fmt/format.h>

#include <ctime>

#include "core/model/value_fields.h"

namespace trimtab {
namespace {

constexpr const char* holder_annotation = "/metadata/annotations/trimtab.dev~1holder";

/// meta/v1 MicroTime: RFC 3339 with exactly six digits, in UTC.
std::string micro_time(WallTime time) {
  const auto since = time.time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
  const std::time_t whole = seconds.count();
  std::tm utc{};
  static_cast<void>(gmtime_r(&whole, &utc));
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                     utc.tm_hour, utc.tm_min, utc.tm_sec, Duration(since - seconds).count() * 1000);
}

}  // namespace

LeaseObject lease_object_from(const Value& lease) {
  LeaseObject object;
  object.identity = text_at(lease, "/spec/holderIdentity");
  object.holder = lock_holder_from(Value::parse(text_at(lease, holder_annotation), nullptr, false));
  object.transitions = static_cast<std::uint64_t>(number_at(lease, "/spec/leaseTransitions"));
  object.length = std::chrono::seconds(number_at(lease, "/spec/leaseDurationSeconds"));
  object.version = text_at(lease, "/metadata/resourceVersion");
  object.uid = text_at(lease, "/metadata/uid");
  return object;
}

Value to_value(const LeaseObject& lease, const ClusterPlace& place, WallTime renewed) {
  Value value = memory_object(place, place.lease(), lease_word);
  if (!lease.version.empty()) value["metadata"]["resourceVersion"] = lease.version;
  // A Lease that is not there any more is made by whoever writes it, unless the uid says which one is meant.
  if (!lease.uid.empty()) value["metadata"]["uid"] = lease.uid;
  Value& spec = value["spec"];
  spec["leaseTransitions"] = lease.transitions;
  spec["leaseDurationSeconds"] = std::chrono::duration_cast<std::chrono::seconds>(lease.length).count();
  spec["renewTime"] = micro_time(renewed);
  if (lease.identity.empty()) return value;
  spec["holderIdentity"] = lease.identity;
  if (lease.holder) {
    spec["acquireTime"] = micro_time(lease.holder->since);
    value["metadata"]["annotations"]["trimtab.dev/holder"] = to_value(*lease.holder).dump();
  }
  return value;
}

}  // namespace trimtab
