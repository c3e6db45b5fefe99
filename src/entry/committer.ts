/** Who our commits are by. The domain is reserved for names that belong to nobody (RFC 2606). */
export const committer = { name: 'Image Bump', email: 'image-bump@noreply.invalid' } as const
