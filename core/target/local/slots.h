#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/fact.h"
#include "core/model/resource.h"
#include "core/target/local/settings.h"

namespace trimtab {

/// Names of the slots' pools: ports are distinct on the machine, accounts too, a plugin's own pool in its component.
inline constexpr std::string_view port_pool = "port";
inline constexpr std::string_view uid_pool = "uid";
inline constexpr std::string_view gid_pool = "gid";

/// Accounts are numbers from here: the upper half of what Debian leaves to a machine's own accounts (Debian Policy
/// 9.2.2), which are handed out from 1000 up, and below systemd's ("Users, Groups, UIDs and GIDs").
inline constexpr std::int64_t first_account = 30000;
inline constexpr std::int64_t last_account = 59999;

/// A replica of 0 is the only one of an endpoint without replicas.
[[nodiscard]] std::string port_slot(std::string_view component, std::string_view endpoint, std::int64_t replica = 0);
[[nodiscard]] std::string uid_slot(std::string_view component);
[[nodiscard]] std::string gid_slot();

[[nodiscard]] std::vector<SlotRequest> local_slots(std::span<const Resource> resources, const LocalSettings& settings);
/// From facts["@target"].
[[nodiscard]] bool is_taken_locally(const Value& facts, std::string_view pool, std::int64_t number);

}  // namespace trimtab
