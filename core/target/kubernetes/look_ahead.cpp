#include "core/target/kubernetes/look_ahead.h"

#include <utility>

namespace trimtab {
namespace {

constexpr int form = 1;

std::optional<PlacesSeen> read_places(const KeptValue& kept) {
  const auto value = kept.read();
  try {
    if (!value || value->at("v") != form) return std::nullopt;
    PlacesSeen seen{value->at("uid"), value->at("last_run"), {}};
    for (const Value& one : value->at("places")) seen.places.emplace(one.at(0), one.at(1), one.at(2));
    return seen;
  } catch (const Value::exception&) {
    return std::nullopt;
  }
}

void write_places(const KeptValue& kept, const PlacesSeen& seen) {
  Value places = Value::array();
  for (const auto& [api_version, kind, name_space] : seen.places) places.push_back({api_version, kind, name_space});
  kept.write({{"v", form}, {"uid", seen.uid}, {"last_run", seen.last_run}, {"places", std::move(places)}});
}

}  // namespace

void LookAhead::begin(const std::string& selector) {
  if (begun_ != nullptr) return;
  seen_ = read_places(kept_);
  if (seen_) begun_ = std::make_shared<ListsAhead>(client_, seen_->places, selector);
}

std::shared_ptr<ListsAhead> LookAhead::go_on(const Record& record, std::uint64_t last_run,
                                             const std::string& selector) {
  PlacesSeen now{record.uid, last_run, places_in(record)};
  auto begun = std::exchange(begun_, nullptr);
  if (!record.open_run && seen_ == now && begun != nullptr) return begun;
  auto anew = std::make_shared<ListsAhead>(client_, now.places, selector);
  if (!record.open_run && seen_ != now && !now.places.empty()) {
    write_places(kept_, now);
    seen_ = std::move(now);
  }
  return anew;
}

}  // namespace trimtab
