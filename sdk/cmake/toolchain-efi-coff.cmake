# For applications: x86-64 EFI images by clang and lld-link, without gnu-efi.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER clang)
set(CMAKE_CXX_COMPILER clang++)
# As flags, because the linker's command line needs the target too.
set(CMAKE_C_FLAGS_INIT --target=x86_64-unknown-windows)
set(CMAKE_CXX_FLAGS_INIT --target=x86_64-unknown-windows)
set(CMAKE_EXE_LINKER_FLAGS_INIT -fuse-ld=lld)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
