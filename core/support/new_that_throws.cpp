// Part of every program that is linked with mimalloc. Debian's is built as C: its own operator new ends the process
// when there is no memory, where the standard, and every plugin, expects std::bad_alloc.

#include <mimalloc.h>

#include <new>

namespace {

void* there(void* memory) {
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) { return there(mi_malloc(size)); }
void* operator new[](std::size_t size) { return there(mi_malloc(size)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return there(mi_malloc_aligned(size, static_cast<std::size_t>(alignment)));
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return there(mi_malloc_aligned(size, static_cast<std::size_t>(alignment)));
}

void operator delete(void* memory) noexcept { mi_free(memory); }
void operator delete[](void* memory) noexcept { mi_free(memory); }
void operator delete(void* memory, std::size_t) noexcept { mi_free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { mi_free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { mi_free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { mi_free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { mi_free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { mi_free(memory); }
