# x86-64 ELF without an operating system: the host's own gcc, or clang with -DMNET_CLANG=ON, and no
# libraries.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES MNET_CLANG)
if(MNET_CLANG)
  set(CMAKE_C_COMPILER clang)
  set(CMAKE_CXX_COMPILER clang++)
  # The archive's tools are binutils' with either compiler.
  set(CMAKE_AR ar)
  set(CMAKE_NM nm)
  set(CMAKE_OBJCOPY objcopy)
else()
  set(CMAKE_C_COMPILER gcc)
  set(CMAKE_CXX_COMPILER g++)
endif()
set(CMAKE_ASM_NASM_OBJECT_FORMAT elf64)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
