import { listings } from "./listings";

// Rendered at every request, like the page that it is compared with.
export const dynamic = "force-dynamic";

export default function Page() {
  return (
    <main>
      <h1>Marketplace</h1>
      {listings.map((listing) => (
        <article key={listing.id}>
          <h2>
            <a href={`/listing/${listing.id}`}>{listing.title}</a>
          </h2>
          <p>{listing.summary}</p>
          <p>{listing.price}</p>
        </article>
      ))}
    </main>
  );
}
