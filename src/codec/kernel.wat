;; The byte loops that JavaScript is too slow for: masking, and text between UTF-8 and UTF-16.
;; `npm run generate` assembles this into generated/kernel.ts. Addresses and lengths are in bytes unless they say otherwise.
(module
  (memory (export "memory") 5)

  ;; Combines every byte from $at with the key by exclusive or (RFC 6455 5.3). $key has its first byte lowest.
  (func (export "mask") (param $at i32) (param $length i32) (param $key i32)
    (local $end i32)
    (local $keys v128)
    (local.set $end (i32.add (local.get $at) (local.get $length)))
    (local.set $keys (i32x4.splat (local.get $key)))
    (block $few
      (loop $sixtyFour
        (br_if $few (i32.lt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 64)))
        (v128.store (local.get $at) (v128.xor (v128.load (local.get $at)) (local.get $keys)))
        (v128.store offset=16 (local.get $at) (v128.xor (v128.load offset=16 (local.get $at)) (local.get $keys)))
        (v128.store offset=32 (local.get $at) (v128.xor (v128.load offset=32 (local.get $at)) (local.get $keys)))
        (v128.store offset=48 (local.get $at) (v128.xor (v128.load offset=48 (local.get $at)) (local.get $keys)))
        (local.set $at (i32.add (local.get $at) (i32.const 64)))
        (br $sixtyFour)))
    (block $fewer
      (loop $sixteen
        (br_if $fewer (i32.lt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 16)))
        (v128.store (local.get $at) (v128.xor (v128.load (local.get $at)) (local.get $keys)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $sixteen)))
    (block $last
      (loop $four
        (br_if $last (i32.lt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 4)))
        (i32.store (local.get $at) (i32.xor (i32.load (local.get $at)) (local.get $key)))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br $four)))
    (block $done
      (loop $one
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (i32.store8 (local.get $at) (i32.xor (i32.load8_u (local.get $at)) (local.get $key)))
        (local.set $key (i32.shr_u (local.get $key) (i32.const 8)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $one))))

  ;; 1 if all bytes are ASCII, else 0.
  (func (export "isAscii") (param $at i32) (param $length i32) (result i32)
    (local $end i32)
    (local $seen i32)
    (local $blocks v128)
    (local.set $end (i32.add (local.get $at) (local.get $length)))
    (block $few
      (loop $sixteen
        (br_if $few (i32.lt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 16)))
        (local.set $blocks (v128.or (local.get $blocks) (v128.load (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $sixteen)))
    (block $done
      (loop $one
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $seen (i32.or (local.get $seen) (i32.load8_u (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $one)))
    (i32.eqz (i32.or (i8x16.bitmask (local.get $blocks)) (i32.and (local.get $seen) (i32.const 0x80)))))

  ;; Writes valid UTF-8 (RFC 3629) as UTF-16 from $to on, where there must be room for two bytes each and 32 more.
  ;; Returns twice the number of units, plus 1 if none of them is above FF.
  ;;
  ;; Which of the next twelve bytes end a character says how those characters lie. $shuffles, 16 bytes for each of the 4096
  ;; answers, brings their bytes into lanes; $steps, 2 bytes each, says how many bytes that takes, and whether it makes six
  ;; characters of one or two bytes, four of up to three, or has to be done one by one (0).
  (func (export "utf8ToUtf16")
    (param $at i32) (param $length i32) (param $to i32) (param $shuffles i32) (param $steps i32) (result i32)
    (local $begin i32)
    (local $end i32)
    (local $bytes v128)
    (local $lanes v128)
    (local $seen v128)
    (local $ends i32)
    (local $first i32)
    (local $point i32)
    (local $wide i32)
    (local.set $begin (local.get $to))
    (local.set $end (i32.add (local.get $at) (local.get $length)))
    (block $done
      (loop $next
        (if (i32.ge_u (i32.sub (local.get $end) (local.get $at)) (i32.const 16))
          (then
            (local.set $bytes (v128.load (local.get $at)))
            (if (i32.eqz (i8x16.bitmask (local.get $bytes)))
              (then
                (v128.store (local.get $to) (i16x8.extend_low_i8x16_u (local.get $bytes)))
                (v128.store offset=16 (local.get $to) (i16x8.extend_high_i8x16_u (local.get $bytes)))
                (local.set $at (i32.add (local.get $at) (i32.const 16)))
                (local.set $to (i32.add (local.get $to) (i32.const 32)))
                (br $next)))
            ;; A byte ends a character if the next one continues none: 80..BF are -128..-65 as signed bytes.
            (local.set $ends
              (i32.and
                (i32.xor
                  (i32.shr_u
                    (i8x16.bitmask (i8x16.lt_s (local.get $bytes) (i8x16.splat (i32.const -64))))
                    (i32.const 1))
                  (i32.const -1))
                (i32.const 0xfff)))
            (local.set $lanes
              (i8x16.swizzle
                (local.get $bytes)
                (v128.load (i32.add (local.get $shuffles) (i32.shl (local.get $ends) (i32.const 4))))))
            (local.set $ends (i32.add (local.get $steps) (i32.shl (local.get $ends) (i32.const 1))))
            (local.set $first (i32.load8_u offset=1 (local.get $ends)))
            (if (i32.eq (local.get $first) (i32.const 6))
              (then
                ;; Lanes of 16 bits: 110xxxxx 10yyyyyy, or 0 0yyyyyyy.
                (local.set $lanes
                  (v128.or
                    (v128.and (local.get $lanes) (i16x8.splat (i32.const 0x7f)))
                    (i16x8.shr_u
                      (v128.and (local.get $lanes) (i16x8.splat (i32.const 0x1f00)))
                      (i32.const 2))))
                (v128.store (local.get $to) (local.get $lanes))
                (local.set $seen (v128.or (local.get $seen) (local.get $lanes)))
                (local.set $at (i32.add (local.get $at) (i32.load8_u (local.get $ends))))
                (local.set $to (i32.add (local.get $to) (i32.const 12)))
                (br $next)))
            (if (i32.eq (local.get $first) (i32.const 4))
              (then
                ;; Lanes of 32 bits: 1110wwww 10xxxxxx 10yyyyyy behind a byte of zeros, or shorter ones.
                (local.set $lanes
                  (v128.or
                    (v128.or
                      (v128.and (local.get $lanes) (i32x4.splat (i32.const 0x7f)))
                      (i32x4.shr_u
                        (v128.and (local.get $lanes) (i32x4.splat (i32.const 0x3f00)))
                        (i32.const 2)))
                    (i32x4.shr_u
                      (v128.and (local.get $lanes) (i32x4.splat (i32.const 0x0f0000)))
                      (i32.const 4))))
                (local.set $lanes (i16x8.narrow_i32x4_u (local.get $lanes) (local.get $lanes)))
                (v128.store64_lane 0 (local.get $to) (local.get $lanes))
                (local.set $seen (v128.or (local.get $seen) (local.get $lanes)))
                (local.set $at (i32.add (local.get $at) (i32.load8_u (local.get $ends))))
                (local.set $to (i32.add (local.get $to) (i32.const 8)))
                (br $next)))))
        ;; One character.
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $first (i32.load8_u (local.get $at)))
        (if (i32.lt_u (local.get $first) (i32.const 0x80))
          (then
            (i32.store16 (local.get $to) (local.get $first))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (local.set $to (i32.add (local.get $to) (i32.const 2)))
            (br $next)))
        (local.set $point (i32.and (i32.load8_u offset=1 (local.get $at)) (i32.const 0x3f)))
        (if (i32.lt_u (local.get $first) (i32.const 0xe0))
          (then
            (local.set $point
              (i32.or (i32.shl (i32.and (local.get $first) (i32.const 0x1f)) (i32.const 6)) (local.get $point)))
            (i32.store16 (local.get $to) (local.get $point))
            (local.set $wide (i32.or (local.get $wide) (local.get $point)))
            (local.set $at (i32.add (local.get $at) (i32.const 2)))
            (local.set $to (i32.add (local.get $to) (i32.const 2)))
            (br $next)))
        (local.set $wide (i32.const 0x100))
        (local.set $point
          (i32.or
            (i32.shl (local.get $point) (i32.const 6))
            (i32.and (i32.load8_u offset=2 (local.get $at)) (i32.const 0x3f))))
        (if (i32.lt_u (local.get $first) (i32.const 0xf0))
          (then
            (i32.store16 (local.get $to)
              (i32.or (i32.shl (i32.and (local.get $first) (i32.const 0x0f)) (i32.const 12)) (local.get $point)))
            (local.set $at (i32.add (local.get $at) (i32.const 3)))
            (local.set $to (i32.add (local.get $to) (i32.const 2)))
            (br $next)))
        ;; Above FFFF: two units, of what exceeds it.
        (local.set $point
          (i32.sub
            (i32.or
              (i32.shl (i32.and (local.get $first) (i32.const 0x07)) (i32.const 18))
              (i32.or
                (i32.shl (local.get $point) (i32.const 6))
                (i32.and (i32.load8_u offset=3 (local.get $at)) (i32.const 0x3f))))
            (i32.const 0x10000)))
        (i32.store16 (local.get $to) (i32.or (i32.const 0xd800) (i32.shr_u (local.get $point) (i32.const 10))))
        (i32.store16 offset=2 (local.get $to)
          (i32.or (i32.const 0xdc00) (i32.and (local.get $point) (i32.const 0x3ff))))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (local.set $to (i32.add (local.get $to) (i32.const 4)))
        (br $next)))
    (i32.or
      (i32.sub (local.get $to) (local.get $begin))
      (i32.and
        (i32.lt_u (local.get $wide) (i32.const 0x100))
        (i32.eqz (v128.any_true (v128.and (local.get $seen) (i16x8.splat (i32.const 0xff00))))))))

  ;; Writes UTF-16 as UTF-8 from $to on, where there must be room for three bytes per unit and 8 more. Half of a surrogate
  ;; pair becomes U+FFFD. Returns the number of bytes.
  (func (export "utf16ToUtf8") (param $at i32) (param $units i32) (param $to i32) (result i32)
    (local $begin i32)
    (local $end i32)
    (local $block v128)
    (local $last i32)
    (local $unit i32)
    (local $low i32)
    (local.set $begin (local.get $to))
    (local.set $end (i32.add (local.get $at) (i32.shl (local.get $units) (i32.const 1))))
    (block $done
      (loop $next
        (if (i32.ge_u (i32.sub (local.get $end) (local.get $at)) (i32.const 16))
          (then
            (local.set $block (v128.load (local.get $at)))
            (if
              (i32.eqz (v128.any_true (v128.and (local.get $block) (i16x8.splat (i32.const 0xff80)))))
              (then
                (v128.store64_lane 0 (local.get $to)
                  (i8x16.narrow_i16x8_u (local.get $block) (local.get $block)))
                (local.set $at (i32.add (local.get $at) (i32.const 16)))
                (local.set $to (i32.add (local.get $to) (i32.const 8)))
                (br $next)))))
        (loop $character
          (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
          (local.set $unit (i32.load16_u (local.get $at)))
          (local.set $at (i32.add (local.get $at) (i32.const 2)))
          (if (i32.lt_u (local.get $unit) (i32.const 0x80))
            (then
              (i32.store8 (local.get $to) (local.get $unit))
              (local.set $to (i32.add (local.get $to) (i32.const 1)))
              (br $next)))
          (local.set $last (i32.or (i32.const 0x80) (i32.and (local.get $unit) (i32.const 0x3f))))
          (if (i32.lt_u (local.get $unit) (i32.const 0x800))
            (then
              (i32.store8 (local.get $to) (i32.or (i32.const 0xc0) (i32.shr_u (local.get $unit) (i32.const 6))))
              (i32.store8 offset=1 (local.get $to) (local.get $last))
              (local.set $to (i32.add (local.get $to) (i32.const 2)))
              (br $character)))
          (if (i32.eq (i32.and (local.get $unit) (i32.const 0xf800)) (i32.const 0xd800))
            (then
              ;; The first half of a pair wants the second; anything else stands alone.
              (local.set $low (i32.const 0))
              (if (i32.lt_u (local.get $at) (local.get $end))
                (then (local.set $low (i32.load16_u (local.get $at)))))
              (if
                (i32.and
                  (i32.lt_u (local.get $unit) (i32.const 0xdc00))
                  (i32.eq (i32.and (local.get $low) (i32.const 0xfc00)) (i32.const 0xdc00)))
                (then
                  (local.set $at (i32.add (local.get $at) (i32.const 2)))
                  (local.set $unit
                    (i32.add
                      (i32.const 0x10000)
                      (i32.or
                        (i32.shl (i32.and (local.get $unit) (i32.const 0x3ff)) (i32.const 10))
                        (i32.and (local.get $low) (i32.const 0x3ff)))))
                  (i32.store8 (local.get $to) (i32.or (i32.const 0xf0) (i32.shr_u (local.get $unit) (i32.const 18))))
                  (i32.store8 offset=1 (local.get $to)
                    (i32.or
                      (i32.const 0x80)
                      (i32.and (i32.shr_u (local.get $unit) (i32.const 12)) (i32.const 0x3f))))
                  (i32.store8 offset=2 (local.get $to)
                    (i32.or
                      (i32.const 0x80)
                      (i32.and (i32.shr_u (local.get $unit) (i32.const 6)) (i32.const 0x3f))))
                  (i32.store8 offset=3 (local.get $to)
                    (i32.or (i32.const 0x80) (i32.and (local.get $unit) (i32.const 0x3f))))
                  (local.set $to (i32.add (local.get $to) (i32.const 4)))
                  (br $character)))
              (local.set $unit (i32.const 0xfffd))
              (local.set $last (i32.const 0xbd))))
          (i32.store8 (local.get $to) (i32.or (i32.const 0xe0) (i32.shr_u (local.get $unit) (i32.const 12))))
          (i32.store8 offset=1 (local.get $to)
            (i32.or
              (i32.const 0x80)
              (i32.and (i32.shr_u (local.get $unit) (i32.const 6)) (i32.const 0x3f))))
          (i32.store8 offset=2 (local.get $to) (local.get $last))
          (local.set $to (i32.add (local.get $to) (i32.const 3)))
          (br $character))))
    (i32.sub (local.get $to) (local.get $begin)))

  ;; Writes the low byte of each unit, none of which is above FF, over the units themselves.
  (func (export "narrow") (param $at i32) (param $units i32)
    (local $to i32)
    (local $end i32)
    (local.set $to (local.get $at))
    (local.set $end (i32.add (local.get $at) (i32.shl (local.get $units) (i32.const 1))))
    (block $few
      (loop $sixteen
        (br_if $few (i32.lt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 32)))
        (v128.store (local.get $to)
          (i8x16.narrow_i16x8_u (v128.load (local.get $at)) (v128.load offset=16 (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 32)))
        (local.set $to (i32.add (local.get $to) (i32.const 16)))
        (br $sixteen)))
    (block $done
      (loop $one
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (i32.store8 (local.get $to) (i32.load16_u (local.get $at)))
        (local.set $at (i32.add (local.get $at) (i32.const 2)))
        (local.set $to (i32.add (local.get $to) (i32.const 1)))
        (br $one)))))
