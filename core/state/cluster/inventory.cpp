#include "core/state/cluster/inventory.h"

#include <charconv>
#include <utility>

#include "core/model/json_text.h"
#include "core/support/digest.h"
#include "core/support/side_by_side.h"

namespace trimtab {
namespace {

/// Few enough that a change rewrites little, many enough that 10,000 are some dozen texts.
constexpr std::size_t objects_in_a_bundle = 512;

std::size_t bundles_for(std::size_t objects) {
  std::size_t bundles = 1;
  while (bundles * objects_in_a_bundle < objects) bundles *= 2;
  return bundles;
}

std::size_t bundle_of(const Id& id, std::size_t bundles) {
  if (bundles == 1) return 0;
  const std::string digest = sha256(id.text());
  std::size_t number = 0;
  std::from_chars(digest.data(), digest.data() + 8, number, 16);
  return number % bundles;
}

/// What we wrote. Throws nlohmann's errors on what is no JSON.
Value read_back(const std::string& text) {
  auto value = parse_json(text, {.bytes = text.size()});
  return value ? *std::move(value) : Value::parse(text);
}

Inventory recorded_in(const std::string& bundle) {
  Inventory inventory;
  for (Object& object : objects_in(bundle)) {
    Id id = object.id;
    inventory.emplace(std::move(id), Recorded{std::move(object), {}, 0});
  }
  return inventory;
}

std::string identities_of(const Inventory& inventory) {
  Value value = Value::object();
  for (const auto& [id, recorded] : inventory) value[id.text()] = {recorded.native, recorded.run};
  return value.dump(-1, ' ', false, Value::error_handler_t::replace);
}

/// Turning text into values and digests is most of the cost of a large stack, and each text is on its own.
Inventory parsed(const std::vector<std::string>& bundles, std::size_t count) {
  std::vector<Inventory> parts(count);
  side_by_side(count, [&](std::size_t one) { parts[one] = recorded_in(bundles[one]); });
  Inventory inventory;
  for (Inventory& part : parts) inventory.merge(part);
  return inventory;
}

}  // namespace

std::vector<std::string> bundles_of(const std::vector<const Object*>& objects) {
  std::vector<Value> bundles(bundles_for(objects.size()), Value::object());
  for (const Object* object : objects) bundles[bundle_of(object->id, bundles.size())][object->id.text()] = *object;
  std::vector<std::string> texts;
  for (const Value& bundle : bundles) texts.push_back(canonical_json(bundle));
  return texts;
}

std::vector<Object> objects_in(const std::string& bundle) {
  Value values = read_back(bundle);
  std::vector<Object> objects;
  for (Value& value : values) {
    // The one large member is moved, not copied.
    Value desired = std::exchange(value.at("desired"), nullptr);
    objects.push_back(value.get<Object>());
    objects.back().desired = std::move(desired);
  }
  return objects;
}

Result<Inventory> read_inventory(const Head& head, Shelf& shelf) {
  if (head.inventory.empty()) return Inventory();
  StoredList wanted = head.inventory;
  if (head.identities) wanted.push_back(*head.identities);
  TRIMTAB_TRY(const std::vector<std::string> texts, shelf.get(wanted));
  Inventory inventory = parsed(texts, head.inventory.size());
  const Value identities = head.identities ? read_back(texts.back()) : Value::object();
  for (auto& [id, recorded] : inventory) {
    const Value& known = identities.at(id.text());
    recorded.native = known.at(0);
    recorded.run = known.at(1);
  }
  return inventory;
}

void take_over(const std::map<Id, std::optional<Recorded>>& changed, Inventory& inventory) {
  for (const auto& [id, recorded] : changed) {
    if (recorded) {
      inventory.insert_or_assign(id, *recorded);
    } else {
      inventory.erase(id);
    }
  }
}

void adopt_descriptions(const std::vector<Object>& revision, Inventory& inventory) {
  for (const Object& object : revision) {
    const auto found = inventory.find(object.id);
    if (found != inventory.end() && found->second.is(object)) found->second.object = object;
  }
}

Status store_inventory(const Inventory& inventory, Shelf& shelf, const std::set<Stored>& there, Head& head) {
  head.inventory.clear();
  head.identities.reset();
  if (inventory.empty()) return {};
  std::vector<const Object*> objects;
  for (const auto& [id, recorded] : inventory) objects.push_back(&recorded.object);
  TRIMTAB_TRY(head.inventory, shelf.put(bundles_of(objects), head.epoch, there));
  TRIMTAB_TRY(head.identities, shelf.put(identities_of(inventory), head.epoch, there));
  return {};
}

}  // namespace trimtab
