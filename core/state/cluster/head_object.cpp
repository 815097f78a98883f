#include "core/state/cluster/head_object.h"

#include <fmt/format.h>

#include "core/model/value_fields.h"
#include "core/state/cluster/shelf.h"
#include "core/state/compress.h"
#include "core/support/base64.h"

namespace trimtab {
namespace {

/// Of what is in the memory's objects. A released version is never read otherwise.
constexpr std::int64_t form = 1;
constexpr std::size_t largest_text = std::size_t{64} << 20;

std::optional<std::string> text_in(const Value& object, const char* place) {
  const auto bytes = base64_decoded(text_at(object, place));
  return bytes ? decompressed(*bytes, largest_text) : std::nullopt;
}

/// Equal heads are equal bytes; what is not UTF-8 in a message of somebody else is replaced.
std::string text_of(const Head& head) { return to_value(head).dump(-1, ' ', false, Value::error_handler_t::replace); }

std::int64_t form_of(const Value& object) {
  const std::string text = text_at(object, "/metadata/annotations/trimtab.dev~1form", "0");
  const Value number = Value::parse(text, nullptr, false);
  return number.is_number_integer() ? number.get<std::int64_t>() : 0;
}

}  // namespace

Result<FoundHead> find_head(const ClusterPlace& place) {
  TRIMTAB_TRY(const auto there, place.client.get(place.head()));
  if (!there) return FoundHead();
  if (const std::int64_t found = form_of(*there); found != form) {
    if (found == 0) return damaged(place, "it has no mark of trimtab");
    return fail(
        Errc::invalid, "E0653",
        fmt::format("the stack's state has schema version {}, this trimtab knows versions up to {}", found, form),
        "use the trimtab that wrote it, or a newer one");
  }
  const auto text = text_in(*there, "/data/head");
  const auto records = text_in(*there, "/data/records");
  if (!text || !records) return damaged(place, "it is not what was written");
  FoundHead found;
  found.version = text_at(*there, "/metadata/resourceVersion");
  try {
    found.head = head_from(Value::parse(*text));
  } catch (const nlohmann::json::exception& error) {
    return damaged(place, error.what());
  }
  found.head.records = *records;
  return found;
}

Result<std::string> write_head(const ClusterPlace& place, const Head& head, const std::string& version) {
  Value object = memory_object(place, place.head(), head_word);
  if (!head.uid.empty()) object["metadata"]["labels"]["trimtab.dev/stack-uid"] = head.uid;
  object["metadata"]["annotations"] = {{"trimtab.dev/form", std::to_string(form)},
                                       {"trimtab.dev/epoch", std::to_string(head.epoch)}};
  object["type"] = "trimtab.dev/memory";
  object["data"] = {{"head", base64(compressed(text_of(head)))}, {"records", base64(compressed(head.records))}};
  if (version.empty()) {
    TRIMTAB_TRY(const auto made, place.client.create(object, memory_manager));
    if (!made) return fail(Errc::stale, "E0659", place.text() + " was made by somebody else meanwhile");
    return text_at(*made, "/metadata/resourceVersion");
  }
  object["metadata"]["resourceVersion"] = version;
  TRIMTAB_TRY(const Value written, place.client.replace(object, memory_manager));
  return text_at(written, "/metadata/resourceVersion");
}

}  // namespace trimtab
