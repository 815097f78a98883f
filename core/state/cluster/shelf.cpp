#include "core/state/cluster/shelf.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/model/value_fields.h"
#include "core/state/compress.h"
#include "core/support/base64.h"
#include "core/support/side_by_side.h"

namespace trimtab {
namespace {

/// A new connection takes two journeys before the first request, and the server an effort.
constexpr std::size_t worth_a_connection = 3;
constexpr std::size_t largest_text = std::size_t{256} << 20;

template <class T>
Result<std::vector<T>> all_of(std::vector<Result<T>> results) {
  std::vector<T> values;
  for (auto& result : results) {
    if (!result) return std::unexpected(std::move(result).error());
    values.push_back(std::move(*result));
  }
  return values;
}

}  // namespace

std::unexpected<Error> damaged(const ClusterPlace& place, std::string reason) {
  Diagnostic diagnostic;
  diagnostic.code = "E0655";
  diagnostic.what = fmt::format("the stack's state in {} is damaged", place.text());
  diagnostic.why = {std::move(reason), "nothing is done with a state that cannot be trusted"};
  diagnostic.next = "put back a backup of the cluster, or of its Secrets named trimtab." + place.stack + "*";
  return fail(Errc::unreachable, std::move(diagnostic));
}

std::string Shelf::not_written(const Stored& stored) const {
  return place_.part(stored.name(0)).text() + " is not what was written";
}

Result<std::string> Shelf::part(const Stored& stored, std::uint32_t number) {
  const KubeKey key = place_.part(stored.name(number));
  TRIMTAB_TRY(const auto there, place_.client.get(key));
  if (!there) return fail(Errc::stale, "E0655", key.text() + " is not there any more");
  auto bytes = base64_decoded(text_at(*there, "/data/part"));
  if (!bytes) return damaged(place_, key.text() + " holds no part of a text");
  return std::move(*bytes);
}

Result<std::string> Shelf::bytes_of(const Stored& stored) {
  std::string bytes;
  for (std::uint32_t number = 0; number < stored.parts; ++number) {
    TRIMTAB_TRY(const std::string more, part(stored, number));
    bytes += more;
  }
  if (stored_digest(bytes) != stored.digest) return damaged(place_, not_written(stored));
  if (kept_ != nullptr) kept_->add(stored, bytes);
  return bytes;
}

Result<std::string> Shelf::get(const Stored& stored) {
  std::optional<std::string> bytes = kept_ != nullptr ? kept_->find(stored) : std::nullopt;
  if (!bytes) {
    TRIMTAB_TRY(bytes, bytes_of(stored));
  }
  auto text = decompressed(*bytes, largest_text);
  if (!text) return damaged(place_, not_written(stored));
  return std::move(*text);
}

Result<std::vector<std::string>> Shelf::get(const StoredList& all) {
  std::vector<Result<std::string>> texts(all.size());
  side_by_side(all.size(), [&](std::size_t one) { texts[one] = get(all[one]); }, worth_a_connection);
  return all_of(std::move(texts));
}

Result<StoredList> Shelf::put(const std::vector<std::string>& texts, std::uint64_t epoch,
                              const std::set<Stored>& there) {
  std::vector<Result<Stored>> stored(texts.size());
  side_by_side(texts.size(), [&](std::size_t one) { stored[one] = put(texts[one], epoch, there); });
  return all_of(std::move(stored));
}

Result<Stored> Shelf::put(std::string_view text, std::uint64_t epoch, const std::set<Stored>& there) {
  const std::string bytes = compressed(text);
  Stored stored{epoch, stored_digest(bytes), static_cast<std::uint32_t>((bytes.size() + part_bytes - 1) / part_bytes)};
  const auto same = std::ranges::find(there, stored.digest, &Stored::digest);
  if (kept_ != nullptr) kept_->add(stored, bytes);
  if (same != there.end()) return *same;
  for (std::uint32_t number = 0; number < stored.parts; ++number) {
    Value object = memory_object(place_, place_.part(stored.name(number)), part_word);
    object["type"] = "trimtab.dev/memory";
    object["immutable"] = true;
    object["data"]["part"] = base64(std::string_view(bytes).substr(number * part_bytes, part_bytes));
    // One of that name is there: we wrote it, and the answer was lost or the commit behind it did not happen.
    TRIMTAB_TRY([[maybe_unused]] const auto made, place_.client.create(object, memory_manager));
  }
  return stored;
}

}  // namespace trimtab
