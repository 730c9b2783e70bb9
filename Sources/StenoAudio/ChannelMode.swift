/// How the channels of a recording come out of an ``AudioReader``.
public enum ChannelMode: Sendable, Hashable {
    /// All channels mixed down to one, scaled so that the mix is never louder than full scale. Stereo is averaged.
    case mono

    /// One stream for each channel of the source, in the source's order.
    case separate
}
