// Generated from plugins/mercado-livre by `npm run gen`. Do not edit. 5238d14d71bf743c

export interface ItemsRecord {
  /**
   * Listing
   */
  id: string;
  /**
   * Site
   */
  site_id?: string | null;
  /**
   * Title
   */
  title?: string | null;
  /**
   * Family. Set for listings of the user product model.
   */
  family_name?: string | null;
  /**
   * User product
   */
  user_product_id?: string | null;
  /**
   * Seller
   */
  seller_id?: number | string | null;
  /**
   * Category
   */
  category_id?: string | null;
  /**
   * Price
   */
  price?: number | string | null;
  /**
   * Price before discount
   */
  original_price?: number | string | null;
  /**
   * Currency
   */
  currency_id?: string | null;
  /**
   * In stock
   */
  available_quantity?: number | string | null;
  /**
   * Sold
   */
  sold_quantity?: number | string | null;
  /**
   * Listing type
   */
  listing_type_id?: string | null;
  /**
   * Condition
   */
  condition?: string | null;
  /**
   * Address
   */
  permalink?: string | null;
  /**
   * Picture
   */
  thumbnail?: string | null;
  /**
   * Attributes
   */
  attributes?:
    | {
        [k: string]: unknown;
      }[]
    | null;
  /**
   * Variations
   */
  variations?:
    | {
        [k: string]: unknown;
      }[]
    | null;
  /**
   * Shipping
   */
  shipping?: {
    /**
     * Logistics
     */
    logistic_type?: string | null;
    /**
     * Free shipping
     */
    free_shipping?: boolean | null;
    [k: string]: unknown;
  } | null;
  /**
   * Own code
   */
  seller_custom_field?: string | null;
  /**
   * SKU. From the SKU attribute, or the older own code.
   */
  seller_sku?: string | null;
  /**
   * Out of stock
   */
  out_of_stock?: boolean | null;
  /**
   * Status
   */
  status?: string | null;
  /**
   * Reasons
   */
  sub_status?: string[] | null;
  /**
   * In the catalogue
   */
  catalog_listing?: boolean | null;
  /**
   * Quality
   */
  health?: number | string | null;
  /**
   * Created at
   */
  date_created?: string | null;
  /**
   * Changed at
   */
  last_updated?: string | null;
  [k: string]: unknown;
}
export interface OrdersRecord {
  /**
   * Order
   */
  id: number | string;
  /**
   * Status
   */
  status?: string | null;
  /**
   * Created at
   */
  date_created?: string | null;
  /**
   * Closed at
   */
  date_closed?: string | null;
  /**
   * Changed at
   */
  last_updated?: string | null;
  /**
   * Pack
   */
  pack_id?: number | string | null;
  /**
   * Total
   */
  total_amount?: number | string | null;
  /**
   * Paid
   */
  paid_amount?: number | string | null;
  /**
   * Currency
   */
  currency_id?: string | null;
  /**
   * Lines
   */
  order_items?:
    | {
        /**
         * Listing
         */
        item?: {
          /**
           * Listing
           */
          id?: string | null;
          /**
           * Title
           */
          title?: string | null;
          /**
           * Variation
           */
          variation_id?: number | string | null;
          /**
           * SKU
           */
          seller_sku?: string | null;
          [k: string]: unknown;
        } | null;
        /**
         * Quantity
         */
        quantity?: number | string | null;
        /**
         * Unit price
         */
        unit_price?: number | string | null;
        /**
         * Sale fee
         */
        sale_fee?: number | string | null;
        [k: string]: unknown;
      }[]
    | null;
  /**
   * Buyer
   */
  buyer?: {
    /**
     * Buyer
     */
    id?: number | string | null;
    /**
     * Nickname
     */
    nickname?: string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Seller
   */
  seller?: {
    /**
     * Seller
     */
    id?: number | string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Payments
   */
  payments?:
    | {
        /**
         * Payment
         */
        id?: number | string;
        /**
         * Status
         */
        status?: string | null;
        /**
         * Amount
         */
        transaction_amount?: number | string | null;
        /**
         * Kind
         */
        payment_type?: string | null;
        [k: string]: unknown;
      }[]
    | null;
  /**
   * Shipment
   */
  shipping?: {
    /**
     * Shipment
     */
    id?: number | string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Sale happened. false: the sale did not happen. It does not mean that it was not delivered yet.
   */
  fulfilled?: boolean | null;
  /**
   * Tags
   */
  tags?: string[] | null;
  [k: string]: unknown;
}
export interface ShipmentsRecord {
  /**
   * Shipment
   */
  id: number | string;
  /**
   * Order. The first order of the parcel.
   */
  order_id?: number | string | null;
  /**
   * Orders
   */
  order_ids?: (string | number)[] | null;
  /**
   * Status
   */
  status?: string | null;
  /**
   * Detail
   */
  substatus?: string | null;
  /**
   * Tracking number
   */
  tracking_number?: string | null;
  /**
   * Carrier service
   */
  tracking_method?: string | null;
  /**
   * Logistics
   */
  logistic?: {
    /**
     * Mode
     */
    mode?: string | null;
    /**
     * Logistics
     */
    type?: string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Delivery time
   */
  lead_time?: {
    /**
     * Deliver by
     */
    estimated_delivery_limit?: {
      /**
       * Deliver by
       */
      date?: string | null;
      [k: string]: unknown;
    } | null;
    [k: string]: unknown;
  } | null;
  /**
   * Destination
   */
  destination?: {
    /**
     * Receiver
     */
    receiver_name?: string | null;
    /**
     * Address
     */
    shipping_address?: {
      /**
       * Street
       */
      street_name?: string | null;
      /**
       * Number
       */
      street_number?: number | string | null;
      /**
       * Postal code
       */
      zip_code?: string | null;
      /**
       * City
       */
      city?: {
        /**
         * City
         */
        name?: string | null;
        [k: string]: unknown;
      } | null;
      /**
       * State
       */
      state?: {
        /**
         * State
         */
        name?: string | null;
        [k: string]: unknown;
      } | null;
      [k: string]: unknown;
    } | null;
    [k: string]: unknown;
  } | null;
  /**
   * Dispatch deadline. While the parcel is under way.
   */
  sla?: {
    /**
     * Dispatch
     */
    status?: string | null;
    /**
     * Dispatch by
     */
    expected_date?: string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Tags
   */
  tags?: string[] | null;
  /**
   * Created at
   */
  date_created?: string | null;
  /**
   * Changed at
   */
  last_updated?: string | null;
  [k: string]: unknown;
}
export interface QuestionsRecord {
  /**
   * Question
   */
  id: number | string;
  /**
   * Seller
   */
  seller_id?: number | string | null;
  /**
   * Listing
   */
  item_id?: string | null;
  /**
   * Asked by
   */
  from?: {
    /**
     * Asked by
     */
    id?: number | string | null;
    /**
     * Nickname
     */
    nickname?: string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Status
   */
  status?: string | null;
  /**
   * Question. Empty when the question was banned.
   */
  text?: string | null;
  /**
   * Asked at
   */
  date_created?: string | null;
  /**
   * Changed at
   */
  last_updated?: string | null;
  /**
   * Answer
   */
  answer?: {
    /**
     * Answer
     */
    text?: string | null;
    /**
     * Status
     */
    status?: string | null;
    /**
     * Answered at
     */
    date_created?: string | null;
    [k: string]: unknown;
  } | null;
  [k: string]: unknown;
}
export interface MessagesRecord {
  /**
   * Message
   */
  id: string;
  /**
   * Pack or order. The order where there is no pack.
   */
  pack_id?: string | null;
  /**
   * From
   */
  from?: {
    /**
     * From
     */
    user_id?: number | string | null;
    [k: string]: unknown;
  } | null;
  /**
   * To
   */
  to?: {
    /**
     * To
     */
    user_id?: number | string | null;
    [k: string]: unknown;
  } | null;
  /**
   * State
   */
  state?: ("sent" | "read" | "unread") | null;
  /**
   * Moderation
   */
  status?: string | null;
  /**
   * Text
   */
  text?: string | null;
  /**
   * Times
   */
  message_date?: {
    /**
     * Written at
     */
    created?: string | null;
    /**
     * Received at
     */
    received?: string | null;
    /**
     * Read at
     */
    read?: string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Attachments
   */
  message_attachments?:
    | {
        [k: string]: unknown;
      }[]
    | null;
  [k: string]: unknown;
}
export interface ClaimsRecord {
  /**
   * Claim
   */
  id: number | string;
  /**
   * About
   */
  resource?: string | null;
  /**
   * Order, shipment or payment
   */
  resource_id?: number | string | null;
  /**
   * Status
   */
  status?: string | null;
  /**
   * Kind
   */
  type?: string | null;
  /**
   * Stage
   */
  stage?: string | null;
  /**
   * Reason
   */
  reason_id?: string | null;
  /**
   * Delivered
   */
  fulfilled?: boolean | null;
  /**
   * Parties
   */
  players?:
    | {
        /**
         * Role
         */
        role?: string | null;
        /**
         * Kind
         */
        type?: string | null;
        /**
         * User
         */
        user_id?: number | string | null;
        /**
         * Possible actions
         */
        available_actions?:
          | {
              [k: string]: unknown;
            }[]
          | null;
        [k: string]: unknown;
      }[]
    | null;
  /**
   * Resolution
   */
  resolution?: {
    /**
     * Resolution
     */
    reason?: string | null;
    /**
     * Closed by
     */
    closed_by?: string | null;
    /**
     * Closed at
     */
    date_created?: string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Opened at
   */
  date_created?: string | null;
  /**
   * Changed at
   */
  last_updated?: string | null;
  [k: string]: unknown;
}
export interface GetMeInput {}
export interface GetMeOutput {
  /**
   * Account. Digits as text: ids may be larger than a JSON number keeps exactly.
   */
  id: string;
  /**
   * Nickname
   */
  nickname: string;
  /**
   * Site
   */
  siteId?: string | null;
  /**
   * E-mail
   */
  email?: string | null;
}
export interface GetOrderInput {
  /**
   * Order. The number of the order, for example the resourceId of the notification.
   */
  orderId: string;
}
export interface GetOrderOutput {
  /**
   * Order. Digits as text: ids may be larger than a JSON number keeps exactly.
   */
  id: string;
  /**
   * Status. paid, cancelled, payment_in_process … New ones may appear.
   */
  status: string;
  /**
   * Created at
   */
  date_created?: string | null;
  /**
   * Confirmed at
   */
  date_closed?: string | null;
  /**
   * Changed at
   */
  last_updated?: string | null;
  /**
   * Pack (cart)
   */
  pack_id?: string | null;
  /**
   * Total
   */
  total_amount: string | null;
  /**
   * Paid
   */
  paid_amount?: string | null;
  /**
   * Currency
   */
  currency_id?: string | null;
  /**
   * Items
   *
   * Items: Item
   */
  order_items: {
    item: {
      /**
       * Listing
       */
      id: string;
      /**
       * Title
       */
      title: string;
      /**
       * Variation
       */
      variation_id?: string | null;
      /**
       * SKU
       */
      seller_sku?: string | null;
      /**
       * Category
       */
      category_id?: string | null;
    };
    /**
     * Quantity
     */
    quantity: string;
    /**
     * Unit price
     */
    unit_price: string | null;
    /**
     * Price without discount
     */
    full_unit_price?: string | null;
    /**
     * Sale fee
     */
    sale_fee?: string | null;
    /**
     * Currency
     */
    currency_id?: string | null;
  }[];
  /**
   * Buyer
   */
  buyer: {
    /**
     * Buyer. Digits as text: ids may be larger than a JSON number keeps exactly.
     */
    id: string;
    /**
     * Nickname
     */
    nickname?: string | null;
  };
  /**
   * Seller
   */
  seller?: {
    /**
     * Seller
     */
    id?: string | null;
  };
  /**
   * Payments
   */
  payments?: {
    /**
     * Payment. Digits as text: ids may be larger than a JSON number keeps exactly.
     */
    id: string;
    /**
     * Status
     */
    status: string;
    /**
     * Amount
     */
    transaction_amount?: string | null;
    /**
     * Kind
     */
    payment_type?: string | null;
  }[];
  /**
   * Shipment
   */
  shipping?: {
    /**
     * Shipment
     */
    id?: string | null;
  };
  /**
   * Fulfilled. false: the sale did not happen.
   */
  fulfilled?: boolean | null;
  /**
   * Tags
   */
  tags: string[];
}
export interface GetOrderBillingInfoInput {
  /**
   * Order. The number of the order, for example the resourceId of the notification.
   */
  orderId: string;
}
export interface GetOrderBillingInfoOutput {
  /**
   * Name
   */
  name: string;
  /**
   * Last name
   */
  last_name?: string | null;
  /**
   * Full name
   */
  full_name?: string;
  /**
   * Document
   */
  identification: {
    /**
     * Kind of document. CPF or CNPJ
     */
    type: string | null;
    /**
     * Document, digits only
     */
    number: string | null;
  };
  /**
   * State registration (IE)
   */
  state_registration?: string | null;
  /**
   * Taxpayer type
   */
  taxpayer_type?: string | null;
  /**
   * Address
   */
  address: {
    /**
     * Street
     */
    street_name?: string | null;
    /**
     * Number
     */
    street_number?: string | null;
    /**
     * Complement
     */
    comment?: string | null;
    /**
     * District
     */
    neighborhood?: string | null;
    /**
     * City
     */
    city_name?: string | null;
    /**
     * State
     */
    state_name?: string | null;
    /**
     * State code (UF)
     */
    uf?: string | null;
    /**
     * Postal code, digits only
     */
    zip_code?: string | null;
    /**
     * Country
     */
    country_id?: string | null;
  };
}
export interface GetItemInput {
  /**
   * Listing
   */
  itemId: string;
}
export interface GetItemOutput {
  /**
   * Listing
   */
  id: string;
  /**
   * Title
   */
  title: string;
  /**
   * Status
   */
  status: string;
  /**
   * Price
   */
  price?: string | null;
  /**
   * Price before the offer
   */
  original_price?: string | null;
  /**
   * Currency
   */
  currency_id?: string | null;
  /**
   * Available
   */
  available_quantity?: string | null;
  /**
   * Sold
   */
  sold_quantity?: string | null;
  /**
   * Category
   */
  category_id?: string | null;
  /**
   * Listing type
   */
  listing_type_id?: string | null;
  /**
   * Address
   */
  permalink?: string | null;
  /**
   * Own code
   */
  seller_custom_field?: string | null;
  /**
   * SKU
   */
  seller_sku?: string | null;
  /**
   * User product
   */
  user_product_id?: string | null;
  /**
   * Changed at
   */
  last_updated?: string | null;
}
export interface GetQuestionInput {
  /**
   * Question
   */
  questionId: string;
}
export interface GetQuestionOutput {
  /**
   * Question. Digits as text: ids may be larger than a JSON number keeps exactly.
   */
  id: string;
  /**
   * Listing
   */
  item_id?: string | null;
  /**
   * Seller
   */
  seller_id?: string | null;
  /**
   * Asked by
   */
  from_id?: string | null;
  /**
   * Status. UNANSWERED, ANSWERED, BANNED … A banned question has no text.
   */
  status: string;
  /**
   * Question
   */
  text: string;
  /**
   * Asked at
   */
  date_created?: string | null;
  /**
   * Answer
   */
  answer?: {
    /**
     * Answer
     */
    text?: string | null;
    /**
     * Status
     */
    status?: string | null;
    /**
     * Answered at
     */
    date_created?: string | null;
  };
}
export interface GetShipmentInput {
  /**
   * Shipment
   */
  shipmentId: string;
}
export interface GetShipmentOutput {
  /**
   * Shipment. Digits as text: ids may be larger than a JSON number keeps exactly.
   */
  id: string;
  /**
   * Status
   */
  status: string;
  /**
   * Sub-status
   */
  substatus?: string | null;
  /**
   * Tracking code
   */
  tracking_number?: string | null;
  /**
   * Tracking method
   */
  tracking_method?: string | null;
  /**
   * Logistics
   */
  logistic_type?: string | null;
  /**
   * Created at
   */
  date_created?: string | null;
  /**
   * Changed at
   */
  last_updated?: string | null;
}
export interface SearchItemsInput {
  /**
   * Status
   */
  status?: "active" | "paused" | "closed" | "under_review";
  /**
   * SKU
   */
  sku?: string;
  /**
   * At most
   */
  limit?: number;
  /**
   * Skip
   */
  offset?: number;
}
export interface SearchItemsOutput {
  /**
   * Found in all
   */
  total?: string | null;
  /**
   * Listings
   */
  itemIds?: string[] | null;
  /**
   * First listing
   */
  firstItemId?: string | null;
}
export interface SearchOrdersInput {
  /**
   * Text. Order or listing number, title of the listing, or the buyer's nickname.
   */
  text?: string;
  /**
   * Status
   */
  status?: "paid" | "confirmed" | "payment_required" | "payment_in_process";
  /**
   * Created from. Like 2026-07-01T00:00:00.000-03:00.
   */
  createdFrom?: string;
  /**
   * Created until
   */
  createdTo?: string;
  /**
   * At most
   */
  limit?: number;
  /**
   * Skip
   */
  offset?: number;
}
export interface SearchOrdersOutput {
  /**
   * Found in all
   */
  total?: string | null;
  /**
   * Orders
   */
  orders?:
    | {
        [k: string]: unknown;
      }[]
    | null;
}
export interface SearchQuestionsInput {
  /**
   * Status
   */
  status?: "UNANSWERED" | "ANSWERED" | "BANNED";
  /**
   * Listing. For example MLB12345678.
   */
  itemId?: string;
  /**
   * At most
   */
  limit?: number;
  /**
   * Skip
   */
  offset?: number;
}
export interface SearchQuestionsOutput {
  /**
   * Found in all
   */
  total?: string | null;
  /**
   * Questions
   */
  questions?:
    | {
        [k: string]: unknown;
      }[]
    | null;
}
export interface SearchClaimsInput {
  /**
   * Status
   */
  status?: "opened" | "closed";
  /**
   * Order
   */
  orderId?: string;
  /**
   * At most
   */
  limit?: number;
  /**
   * Skip
   */
  offset?: number;
}
export interface SearchClaimsOutput {
  /**
   * Found in all
   */
  total?: string | null;
  /**
   * Claims
   */
  claims?:
    | {
        [k: string]: unknown;
      }[]
    | null;
}
export interface GetClaimInput {
  /**
   * Claim
   */
  claimId: string;
}
export interface GetClaimOutput {
  /**
   * Claim
   */
  id: string;
  /**
   * About
   */
  resource?: string | null;
  /**
   * Order, shipment or payment
   */
  resource_id?: string | null;
  /**
   * Status
   */
  status?: string | null;
  /**
   * Kind
   */
  type?: string | null;
  /**
   * Stage
   */
  stage?: string | null;
  /**
   * Reason
   */
  reason_id?: string | null;
  /**
   * Parties
   */
  players?:
    | {
        [k: string]: unknown;
      }[]
    | null;
  /**
   * Resolution
   */
  resolution?: {
    /**
     * Reason
     */
    reason?: string | null;
    /**
     * Closed by
     */
    closed_by?: string | null;
  };
  /**
   * Opened at
   */
  date_created?: string | null;
  /**
   * Changed at
   */
  last_updated?: string | null;
}
export interface GetMessagesInput {
  /**
   * Pack or order. The order where there is no pack.
   */
  packId: string;
  /**
   * Skip
   */
  offset?: number;
}
export interface GetMessagesOutput {
  /**
   * Messages in all
   */
  total?: string | null;
  /**
   * Conversation
   */
  status?: string | null;
  /**
   * Blocked because
   */
  blockedBy?: string | null;
  /**
   * Messages
   */
  messages?:
    | {
        [k: string]: unknown;
      }[]
    | null;
}
export interface GetPackInput {
  /**
   * Pack
   */
  packId: string;
}
export interface GetPackOutput {
  /**
   * Pack
   */
  id: string;
  /**
   * Status
   */
  status?: string | null;
  /**
   * Orders
   */
  orders?:
    | {
        [k: string]: unknown;
      }[]
    | null;
  /**
   * Shipment
   */
  shipmentId?: string | null;
}
export interface GetPaymentInput {
  /**
   * Payment
   */
  paymentId: string;
}
export interface GetPaymentOutput {
  /**
   * Payment
   */
  id: string;
  /**
   * Status
   */
  status?: string | null;
  /**
   * Order
   */
  orderId?: string | null;
  /**
   * Approved at
   */
  approvedAt?: string | null;
  /**
   * Paid
   */
  totalPaid?: string | null;
  /**
   * Fee
   */
  fee?: string | null;
  /**
   * Currency
   */
  currency?: string | null;
}
export interface GetShipmentHistoryInput {
  /**
   * Shipment
   */
  shipmentId: string;
}
export interface GetShipmentHistoryOutput {
  /**
   * Shipment
   */
  shipmentId: string;
  /**
   * History
   */
  history?:
    | {
        [k: string]: unknown;
      }[]
    | null;
}
export interface GetShippingLabelInput {
  /**
   * Shipment
   */
  shipmentId: string;
  /**
   * Format
   */
  format?: "pdf" | "zpl2";
}
export interface GetShippingLabelOutput {
  /**
   * Shipment
   */
  shipmentId: string;
  /**
   * Can be printed
   */
  ready: boolean;
  /**
   * Status
   */
  status?: string | null;
  /**
   * Detail
   */
  substatus?: string | null;
  /**
   * Address of the label
   */
  url: string;
  /**
   * Kind of file
   */
  contentType?: string;
}
export interface UpdateStockInput {
  /**
   * Listing. For example MLB12345678.
   */
  itemId: string;
  /**
   * Variation
   */
  variationId?: string | null;
  /**
   * In stock
   */
  quantity: number;
}
export interface UpdateStockOutput {
  /**
   * Listing
   */
  itemId: string;
  /**
   * Variation
   */
  variationId?: string | null;
  /**
   * Status
   */
  status?: string | null;
  /**
   * Price
   */
  price?: string | null;
  /**
   * In stock
   */
  availableQuantity?: string | null;
  /**
   * Address
   */
  permalink?: string | null;
  /**
   * It already was so
   */
  unchanged: boolean;
}
export interface UpdatePriceInput {
  /**
   * Listing. For example MLB12345678.
   */
  itemId: string;
  /**
   * Price in BRL. Decimal text such as 199.90.
   */
  price: string;
}
export interface UpdatePriceOutput {
  /**
   * Listing
   */
  itemId: string;
  /**
   * Variation
   */
  variationId?: string | null;
  /**
   * Status
   */
  status?: string | null;
  /**
   * Price
   */
  price?: string | null;
  /**
   * In stock
   */
  availableQuantity?: string | null;
  /**
   * Address
   */
  permalink?: string | null;
  /**
   * It already was so
   */
  unchanged: boolean;
}
export interface ChangeItemStatusInput {
  /**
   * Listing. For example MLB12345678.
   */
  itemId: string;
  /**
   * New status
   */
  status: "active" | "paused" | "closed";
}
export interface ChangeItemStatusOutput {
  /**
   * Listing
   */
  itemId: string;
  /**
   * Status
   */
  status?: string | null;
  /**
   * In stock
   */
  availableQuantity?: string | null;
  /**
   * Address
   */
  permalink?: string | null;
}
export interface AnswerQuestionInput {
  /**
   * Question
   */
  questionId: string;
  /**
   * Answer
   */
  text: string;
}
export interface AnswerQuestionOutput {
  /**
   * Question
   */
  questionId: string;
  /**
   * Status
   */
  status: string;
  /**
   * Answer
   */
  text: string;
  /**
   * Answered at
   */
  answeredAt?: string | null;
  /**
   * Listing
   */
  itemId?: string | null;
}
export interface DeleteQuestionInput {
  /**
   * Question
   */
  questionId: string;
}
export interface DeleteQuestionOutput {
  /**
   * Question
   */
  questionId: string;
}
export interface BlockAskerInput {
  /**
   * User
   */
  userId: string;
}
export interface BlockAskerOutput {
  /**
   * User
   */
  userId: string;
}
export interface SendMessageInput {
  /**
   * Pack or order. The order where there is no pack.
   */
  packId: string;
  /**
   * Text
   */
  text: string;
}
export interface SendMessageOutput {
  /**
   * Message
   */
  messageId?: string | null;
  /**
   * Moderation
   */
  status?: string | null;
  /**
   * Pack or order
   */
  packId: string;
  /**
   * Recipient
   */
  recipientId: string;
}
export interface SendClaimMessageInput {
  /**
   * Claim
   */
  claimId: string;
  /**
   * To whom
   */
  receiverRole: "complainant" | "mediator";
  /**
   * Text
   */
  text: string;
}
export interface SendClaimMessageOutput {
  /**
   * Claim
   */
  claimId: string;
}
export interface SendShipmentInvoiceInput {
  /**
   * Shipment
   */
  shipmentId: string;
  /**
   * XML of the invoice. Signed, with its protocol: nfeProc.
   */
  xml: string;
}
export interface SendShipmentInvoiceOutput {
  /**
   * Shipment
   */
  shipmentId: string;
}
export interface ReportShipmentInput {
  /**
   * Shipment
   */
  shipmentId: string;
  /**
   * What happened
   */
  status: "shipped" | "delivered" | "not_delivered";
  /**
   * Detail
   */
  substatus?: "returning_to_sender";
}
export interface ReportShipmentOutput {
  /**
   * Shipment
   */
  shipmentId: string;
  /**
   * Status
   */
  status?: string | null;
}
export interface OrderChangedEvent {
  /**
   * Resource path
   */
  resource: string;
  /**
   * Id of the resource
   */
  resourceId: string;
  /**
   * Topic
   */
  topic: string;
  /**
   * Seller. Digits as text: ids may be larger than a JSON number keeps exactly.
   */
  userId: string;
  /**
   * Sent at
   */
  sent?: string | null;
  /**
   * Received by the provider at
   */
  received?: string | null;
  /**
   * What happened. Typed topics say it.
   */
  actions?: string[] | null;
}
export interface ItemChangedEvent {
  /**
   * Resource path
   */
  resource: string;
  /**
   * Id of the resource
   */
  resourceId: string;
  /**
   * Topic
   */
  topic: string;
  /**
   * Seller. Digits as text: ids may be larger than a JSON number keeps exactly.
   */
  userId: string;
  /**
   * Sent at
   */
  sent?: string | null;
  /**
   * Received by the provider at
   */
  received?: string | null;
  /**
   * What happened. Typed topics say it.
   */
  actions?: string[] | null;
}
export interface QuestionReceivedEvent {
  /**
   * Resource path
   */
  resource: string;
  /**
   * Id of the resource
   */
  resourceId: string;
  /**
   * Topic
   */
  topic: string;
  /**
   * Seller. Digits as text: ids may be larger than a JSON number keeps exactly.
   */
  userId: string;
  /**
   * Sent at
   */
  sent?: string | null;
  /**
   * Received by the provider at
   */
  received?: string | null;
  /**
   * What happened. Typed topics say it.
   */
  actions?: string[] | null;
}
export interface ShipmentChangedEvent {
  /**
   * Resource path
   */
  resource: string;
  /**
   * Id of the resource
   */
  resourceId: string;
  /**
   * Topic
   */
  topic: string;
  /**
   * Seller. Digits as text: ids may be larger than a JSON number keeps exactly.
   */
  userId: string;
  /**
   * Sent at
   */
  sent?: string | null;
  /**
   * Received by the provider at
   */
  received?: string | null;
  /**
   * What happened. Typed topics say it.
   */
  actions?: string[] | null;
}
export interface PriceChangedEvent {
  /**
   * Resource path
   */
  resource: string;
  /**
   * Id of the resource
   */
  resourceId: string;
  /**
   * Topic
   */
  topic: string;
  /**
   * Seller. Digits as text: ids may be larger than a JSON number keeps exactly.
   */
  userId: string;
  /**
   * Sent at
   */
  sent?: string | null;
  /**
   * Received by the provider at
   */
  received?: string | null;
  /**
   * What happened. Typed topics say it.
   */
  actions?: string[] | null;
}
export interface StockChangedEvent {
  /**
   * Resource path
   */
  resource: string;
  /**
   * Id of the resource
   */
  resourceId: string;
  /**
   * Topic
   */
  topic: string;
  /**
   * Seller. Digits as text: ids may be larger than a JSON number keeps exactly.
   */
  userId: string;
  /**
   * Sent at
   */
  sent?: string | null;
  /**
   * Received by the provider at
   */
  received?: string | null;
  /**
   * What happened. Typed topics say it.
   */
  actions?: string[] | null;
}
export interface FamilyChangedEvent {
  /**
   * Resource path
   */
  resource: string;
  /**
   * Id of the resource
   */
  resourceId: string;
  /**
   * Topic
   */
  topic: string;
  /**
   * Seller. Digits as text: ids may be larger than a JSON number keeps exactly.
   */
  userId: string;
  /**
   * Sent at
   */
  sent?: string | null;
  /**
   * Received by the provider at
   */
  received?: string | null;
  /**
   * What happened. Typed topics say it.
   */
  actions?: string[] | null;
}
export interface MessageReceivedEvent {
  /**
   * Resource path
   */
  resource: string;
  /**
   * Id of the resource
   */
  resourceId: string;
  /**
   * Topic
   */
  topic: string;
  /**
   * Seller. Digits as text: ids may be larger than a JSON number keeps exactly.
   */
  userId: string;
  /**
   * Sent at
   */
  sent?: string | null;
  /**
   * Received by the provider at
   */
  received?: string | null;
  /**
   * What happened. Typed topics say it.
   */
  actions?: string[] | null;
}
export interface PaymentChangedEvent {
  /**
   * Resource path
   */
  resource: string;
  /**
   * Id of the resource
   */
  resourceId: string;
  /**
   * Topic
   */
  topic: string;
  /**
   * Seller. Digits as text: ids may be larger than a JSON number keeps exactly.
   */
  userId: string;
  /**
   * Sent at
   */
  sent?: string | null;
  /**
   * Received by the provider at
   */
  received?: string | null;
  /**
   * What happened. Typed topics say it.
   */
  actions?: string[] | null;
}
export interface InvoiceChangedEvent {
  /**
   * Resource path
   */
  resource: string;
  /**
   * Id of the resource
   */
  resourceId: string;
  /**
   * Topic
   */
  topic: string;
  /**
   * Seller. Digits as text: ids may be larger than a JSON number keeps exactly.
   */
  userId: string;
  /**
   * Sent at
   */
  sent?: string | null;
  /**
   * Received by the provider at
   */
  received?: string | null;
  /**
   * What happened. Typed topics say it.
   */
  actions?: string[] | null;
}
export interface ClaimChangedEvent {
  /**
   * Resource path
   */
  resource: string;
  /**
   * Id of the resource
   */
  resourceId: string;
  /**
   * Topic
   */
  topic: string;
  /**
   * Seller. Digits as text: ids may be larger than a JSON number keeps exactly.
   */
  userId: string;
  /**
   * Sent at
   */
  sent?: string | null;
  /**
   * Received by the provider at
   */
  received?: string | null;
  /**
   * What happened. Typed topics say it.
   */
  actions?: string[] | null;
}
export interface FeedbackChangedEvent {
  /**
   * Resource path
   */
  resource: string;
  /**
   * Id of the resource
   */
  resourceId: string;
  /**
   * Topic
   */
  topic: string;
  /**
   * Seller. Digits as text: ids may be larger than a JSON number keeps exactly.
   */
  userId: string;
  /**
   * Sent at
   */
  sent?: string | null;
  /**
   * Received by the provider at
   */
  received?: string | null;
  /**
   * What happened. Typed topics say it.
   */
  actions?: string[] | null;
}
export interface OfferChangedEvent {
  /**
   * Resource path
   */
  resource: string;
  /**
   * Id of the resource
   */
  resourceId: string;
  /**
   * Topic
   */
  topic: string;
  /**
   * Seller. Digits as text: ids may be larger than a JSON number keeps exactly.
   */
  userId: string;
  /**
   * Sent at
   */
  sent?: string | null;
  /**
   * Received by the provider at
   */
  received?: string | null;
  /**
   * What happened. Typed topics say it.
   */
  actions?: string[] | null;
}
export interface CompetitionChangedEvent {
  /**
   * Resource path
   */
  resource: string;
  /**
   * Id of the resource
   */
  resourceId: string;
  /**
   * Topic
   */
  topic: string;
  /**
   * Seller. Digits as text: ids may be larger than a JSON number keeps exactly.
   */
  userId: string;
  /**
   * Sent at
   */
  sent?: string | null;
  /**
   * Received by the provider at
   */
  received?: string | null;
  /**
   * What happened. Typed topics say it.
   */
  actions?: string[] | null;
}
export interface CatalogSuggestionChangedEvent {
  /**
   * Resource path
   */
  resource: string;
  /**
   * Id of the resource
   */
  resourceId: string;
  /**
   * Topic
   */
  topic: string;
  /**
   * Seller. Digits as text: ids may be larger than a JSON number keeps exactly.
   */
  userId: string;
  /**
   * Sent at
   */
  sent?: string | null;
  /**
   * Received by the provider at
   */
  received?: string | null;
  /**
   * What happened. Typed topics say it.
   */
  actions?: string[] | null;
}
export interface FullStockMovedEvent {
  /**
   * Resource path
   */
  resource: string;
  /**
   * Id of the resource
   */
  resourceId: string;
  /**
   * Topic
   */
  topic: string;
  /**
   * Seller. Digits as text: ids may be larger than a JSON number keeps exactly.
   */
  userId: string;
  /**
   * Sent at
   */
  sent?: string | null;
  /**
   * Received by the provider at
   */
  received?: string | null;
  /**
   * What happened. Typed topics say it.
   */
  actions?: string[] | null;
}
export interface QuotationChangedEvent {
  /**
   * Resource path
   */
  resource: string;
  /**
   * Id of the resource
   */
  resourceId: string;
  /**
   * Topic
   */
  topic: string;
  /**
   * Seller. Digits as text: ids may be larger than a JSON number keeps exactly.
   */
  userId: string;
  /**
   * Sent at
   */
  sent?: string | null;
  /**
   * Received by the provider at
   */
  received?: string | null;
  /**
   * What happened. Typed topics say it.
   */
  actions?: string[] | null;
}
export interface FlexHandshakeEvent {
  /**
   * Resource path
   */
  resource: string;
  /**
   * Id of the resource
   */
  resourceId: string;
  /**
   * Topic
   */
  topic: string;
  /**
   * Seller. Digits as text: ids may be larger than a JSON number keeps exactly.
   */
  userId: string;
  /**
   * Sent at
   */
  sent?: string | null;
  /**
   * Received by the provider at
   */
  received?: string | null;
  /**
   * What happened. Typed topics say it.
   */
  actions?: string[] | null;
}
export interface LeadReceivedEvent {
  /**
   * Resource path
   */
  resource: string;
  /**
   * Id of the resource
   */
  resourceId: string;
  /**
   * Topic
   */
  topic: string;
  /**
   * Seller. Digits as text: ids may be larger than a JSON number keeps exactly.
   */
  userId: string;
  /**
   * Sent at
   */
  sent?: string | null;
  /**
   * Received by the provider at
   */
  received?: string | null;
  /**
   * What happened. Typed topics say it.
   */
  actions?: string[] | null;
}
